import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';

type Props = { title: string; hint?: string; action?: ReactNode; icon?: ReactNode; dense?: boolean };

/** Nothing to show, and why, and what one may do about it. */
export function EmptyState({ title, hint, action, icon, dense = false }: Props) {
  return (
    <Box sx={{ textAlign: 'center', px: 3, py: dense ? 4 : 8, maxWidth: 440, mx: 'auto' }}>
      <Box
        aria-hidden
        sx={{
          width: 56,
          height: 56,
          mx: 'auto',
          mb: 2,
          borderRadius: '50%',
          display: 'grid',
          placeItems: 'center',
          color: 'text.secondary',
          bgcolor: 'sunken',
          '& svg': { fontSize: 26 },
        }}
      >
        {icon ?? <SheetMark />}
      </Box>
      <Typography variant="h3" component="p">
        {title}
      </Typography>
      {hint !== undefined && (
        <Typography variant="body2" color="textSecondary" sx={{ mt: 0.5 }}>
          {hint}
        </Typography>
      )}
      {action !== undefined && <Box sx={{ mt: 2.5 }}>{action}</Box>}
    </Box>
  );
}

function SheetMark() {
  return (
    <svg
      aria-hidden="true"
      width="26"
      height="26"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinejoin="round"
    >
      <path d="M6 3.5h8.5L18 7v13.5H6z" />
      <path d="M9 11h6M9 14.5h6" strokeLinecap="round" />
    </svg>
  );
}
