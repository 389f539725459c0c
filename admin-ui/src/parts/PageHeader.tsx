import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';

type Props = { title: string; note?: ReactNode; chips?: ReactNode; actions?: ReactNode };

export function PageHeader({ title, note, chips, actions }: Props) {
  return (
    <Box sx={{ display: 'flex', alignItems: 'flex-start', flexWrap: 'wrap', gap: 2, mb: 3 }}>
      <Box sx={{ flex: '1 1 320px', minWidth: 0 }}>
        {chips !== undefined && <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mb: 1 }}>{chips}</Box>}
        <Typography variant="h1" sx={{ overflowWrap: 'anywhere', textWrap: 'balance' }}>
          {title}
        </Typography>
        {note !== undefined && (
          <Typography variant="body2" color="textSecondary" component="div" sx={{ mt: 0.5 }}>
            {note}
          </Typography>
        )}
      </Box>
      {actions !== undefined && <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>{actions}</Box>}
    </Box>
  );
}
