import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { StatusChange } from '../api/types.ts';
import { useText } from '../i18n/provider.ts';
import { formatDateTime } from '../time/format.ts';
import { statusKey, statusTone } from './StatusChip.tsx';

/** What happened to a document, in words, the latest first. @param history in the order in which it happened: several may have one time */
export function StatusTimeline({ history }: { history: StatusChange[] }) {
  const t = useText();
  const latestFirst = history.toReversed();
  return (
    <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {latestFirst.map((change, index) => {
        const isCurrent = index === 0;
        const tone = statusTone(change.code);
        return (
          <Box
            component="li"
            key={`${change.at}${change.code}`}
            sx={{
              display: 'flex',
              gap: 2,
              position: 'relative',
              pb: index === latestFirst.length - 1 ? 0 : 2.5,
            }}
          >
            {index < latestFirst.length - 1 && (
              <Box
                aria-hidden
                sx={{ position: 'absolute', left: 6, top: 20, bottom: -4, width: 2, bgcolor: 'line' }}
              />
            )}
            <Box
              aria-hidden
              sx={{
                width: 14,
                height: 14,
                mt: 0.6,
                flexShrink: 0,
                borderRadius: '50%',
                border: 2,
                borderColor: isCurrent ? `tone.${tone}.text` : 'text.disabled',
                bgcolor: isCurrent ? `tone.${tone}.text` : 'background.paper',
              }}
            />
            <Box sx={{ minWidth: 0 }}>
              <Typography variant="body2" sx={{ fontWeight: isCurrent ? 600 : 500 }}>
                {t(statusKey(change.code))}
              </Typography>
              {change.note !== null && change.note !== '' && (
                <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
                  {change.note}
                </Typography>
              )}
              <Typography variant="caption" color="textSecondary">
                {formatDateTime(change.at)}
              </Typography>
            </Box>
          </Box>
        );
      })}
    </Box>
  );
}
