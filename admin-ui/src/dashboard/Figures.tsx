import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { Link } from 'react-router-dom';
import type { Count } from '../api/types.ts';
import { useCountText } from '../parts/count-text.ts';

export type Figure = { label: string; value: Count | undefined; to: string; isPressing?: boolean };

/** A row of numbers, each a way to what it counts. */
export function Figures({ figures, label }: { figures: Figure[]; label: string }) {
  const countText = useCountText();
  return (
    <Box
      component="ul"
      aria-label={label}
      sx={{
        listStyle: 'none',
        m: 0,
        mb: 2.5,
        p: 0,
        display: 'grid',
        gridTemplateColumns: { xs: 'repeat(2, 1fr)', sm: `repeat(${figures.length}, 1fr)` },
        border: 1,
        borderColor: 'line',
        borderRadius: 3,
        overflow: 'hidden',
        bgcolor: 'line',
        gap: '1px',
      }}
    >
      {figures.map(({ label: name, value, to, isPressing = false }) => (
        <Box
          component="li"
          key={name}
          sx={{
            bgcolor: 'background.paper',
            '&:last-child:nth-of-type(odd)': { gridColumn: { xs: '1 / -1', sm: 'auto' } },
          }}
        >
          <Box
            component={Link}
            to={to}
            sx={{
              display: 'block',
              px: 2.5,
              py: 2,
              color: 'inherit',
              textDecoration: 'none',
              '&:hover': { bgcolor: 'raised' },
            }}
          >
            <Typography
              component="p"
              sx={{
                fontSize: '1.625rem',
                lineHeight: 1.2,
                fontWeight: 600,
                letterSpacing: '-0.02em',
                color: isPressing && (value?.totalCount ?? 0) > 0 ? 'tone.danger.text' : 'text.primary',
              }}
            >
              {value === undefined ? <Skeleton width={40} /> : countText(value)}
            </Typography>
            <Typography variant="caption" color="textSecondary">
              {name}
            </Typography>
          </Box>
        </Box>
      ))}
    </Box>
  );
}
