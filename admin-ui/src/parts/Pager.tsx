import ChevronLeftOutlined from '@mui/icons-material/ChevronLeftOutlined';
import ChevronRightOutlined from '@mui/icons-material/ChevronRightOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useText } from '../i18n/provider.ts';
import { useCountText } from './count-text.ts';
import { type PagedList, perPage } from './use-paged-list.ts';

export function Pager({ list }: { list: PagedList<unknown> }) {
  const t = useText();
  const countText = useCountText();
  const { page, rows, count, hasNextPage, setPage } = list;
  const before = (page - 1) * perPage;
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, pt: 1.5, minHeight: 44 }}>
      <Typography variant="caption" color="textSecondary" role="status" sx={{ flex: 1 }}>
        {rows.length > 0 &&
          t('list.range', { from: before + 1, to: before + rows.length, total: countText(count) })}
      </Typography>
      {(page > 1 || hasNextPage) && (
        <>
          <Button
            variant="outlined"
            size="small"
            disabled={page <= 1}
            onClick={() => setPage(page - 1)}
            startIcon={<ChevronLeftOutlined />}
          >
            {t('action.previous')}
          </Button>
          <Button
            variant="outlined"
            size="small"
            disabled={!hasNextPage}
            onClick={() => setPage(page + 1)}
            endIcon={<ChevronRightOutlined />}
          >
            {t('action.next')}
          </Button>
        </>
      )}
    </Box>
  );
}
