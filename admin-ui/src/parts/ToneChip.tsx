import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import type { Tone } from '../theme/tone.ts';

type Props = { tone: Tone; children: ReactNode; dot?: boolean; title?: string };

/** A word with a colour. The word alone says everything. */
export function ToneChip({ tone, children, dot = false, title }: Props) {
  return (
    <Box
      component="span"
      title={title}
      sx={{
        display: 'inline-flex',
        alignItems: 'center',
        gap: 0.75,
        px: 1,
        height: 24,
        borderRadius: 1.5,
        border: 1,
        fontSize: '0.75rem',
        fontWeight: 500,
        lineHeight: 1,
        whiteSpace: 'nowrap',
        color: `tone.${tone}.text`,
        bgcolor: `tone.${tone}.fill`,
        borderColor: `tone.${tone}.line`,
      }}
    >
      {dot && (
        <Box
          component="span"
          aria-hidden
          sx={{ width: 6, height: 6, borderRadius: '50%', bgcolor: 'currentColor' }}
        />
      )}
      {children}
    </Box>
  );
}
