import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import { useText } from '../i18n/provider.ts';

/** What stands in for a page until it is there: its outline, not a spinner. */
export function PageLoading() {
  const t = useText();
  return (
    <Box role="status" aria-label={t('list.loading')} sx={{ width: '100%' }}>
      <Skeleton variant="rounded" width={220} height={30} sx={{ mb: 3 }} />
      {[0, 1, 2, 3, 4].map((row) => (
        <Skeleton key={row} variant="rounded" height={64} sx={{ mb: 1 }} />
      ))}
    </Box>
  );
}
