import Box from '@mui/material/Box';
import type { Tone } from '../theme/tone.ts';

function kindOf(name: string, mediaType: string): { word: string; tone: Tone } {
  const ending = /\.([a-z0-9]{1,4})$/i.exec(name)?.[1]?.toUpperCase();
  if (mediaType === 'application/pdf') return { word: 'PDF', tone: 'accent' };
  if (mediaType.startsWith('image/')) return { word: ending ?? 'IMG', tone: 'success' };
  if (ending === 'XLSX' || ending === 'XLS') return { word: ending, tone: 'success' };
  return { word: ending ?? 'FILE', tone: 'info' };
}

/** A little sheet with the kind of file on it. */
export function FileMark({ name, mediaType }: { name: string; mediaType: string }) {
  const { word, tone } = kindOf(name, mediaType);
  return (
    <Box
      aria-hidden
      sx={{
        width: 34,
        height: 40,
        flexShrink: 0,
        display: 'grid',
        placeItems: 'center',
        borderRadius: '4px 10px 4px 4px',
        border: 1,
        fontSize: '0.625rem',
        fontWeight: 600,
        color: `tone.${tone}.text`,
        bgcolor: `tone.${tone}.fill`,
        borderColor: `tone.${tone}.line`,
      }}
    >
      {word}
    </Box>
  );
}
