import Box from '@mui/material/Box';

const shown: Record<string, string> = { mod: 'Ctrl', Enter: '↵', Escape: 'Esc' };

/** The keys of an action, drawn as keys. */
export function Keys({ keys }: { keys: string }) {
  return (
    <Box component="span" sx={{ display: 'inline-flex', gap: 0.5, flexShrink: 0 }}>
      {keys.split(/[ +]/).map((key) => (
        <Box
          key={key}
          component="kbd"
          sx={{
            minWidth: 22,
            px: 0.75,
            height: 22,
            display: 'inline-grid',
            placeItems: 'center',
            font: 'inherit',
            fontSize: '0.75rem',
            fontWeight: 500,
            color: 'text.secondary',
            bgcolor: 'raised',
            border: 1,
            borderColor: 'line',
            borderBottomWidth: 2,
            borderRadius: 1,
          }}
        >
          {shown[key] ?? (key.length === 1 && key !== '?' ? key.toUpperCase() : key)}
        </Box>
      ))}
    </Box>
  );
}
