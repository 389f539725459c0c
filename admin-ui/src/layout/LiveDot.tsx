import Box from '@mui/material/Box';
import Tooltip from '@mui/material/Tooltip';
import { useText } from '../i18n/provider.ts';
import { useLiveState } from './live.tsx';

const look = {
  live: { colour: 'success.main', text: 'top.live' },
  connecting: { colour: 'warning.main', text: 'top.connecting' },
  offline: { colour: 'error.main', text: 'top.offline' },
} as const;

/** Whether what one sees keeps itself up to date. */
export function LiveDot() {
  const t = useText();
  const state = useLiveState();
  const { colour, text } = look[state];
  return (
    <Tooltip title={t(text)}>
      <Box
        role="status"
        aria-label={t(text)}
        data-live={state}
        sx={{ width: 32, height: 36, display: 'grid', placeItems: 'center', position: 'relative' }}
      >
        <Box
          sx={{
            width: 8,
            height: 8,
            borderRadius: '50%',
            bgcolor: state === 'offline' ? 'transparent' : colour,
            border: state === 'offline' ? 2 : 0,
            borderColor: colour,
            '&::after':
              state === 'live'
                ? {
                    content: '""',
                    position: 'absolute',
                    width: 8,
                    height: 8,
                    borderRadius: '50%',
                    border: '1.5px solid',
                    borderColor: colour,
                    animation: 'congvan-live 2.4s ease-out infinite',
                  }
                : undefined,
            '@keyframes congvan-live': {
              from: { transform: 'scale(1)', opacity: 0.7 },
              to: { transform: 'scale(2.4)', opacity: 0 },
            },
          }}
        />
      </Box>
    </Tooltip>
  );
}
