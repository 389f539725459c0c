import ChevronLeftOutlined from '@mui/icons-material/ChevronLeftOutlined';
import ChevronRightOutlined from '@mui/icons-material/ChevronRightOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useText } from '../i18n/provider.ts';
import { type PagedList, perPage } from './use-paged-list.ts';

export function Pager({ list }: { list: PagedList<unknown> }) {
  const t = useText();
  const { page, total, setPage } = list;
  const pages = Math.ceil(total / perPage);
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, pt: 1.5, minHeight: 44 }}>
      <Typography variant="caption" color="textSecondary" role="status" sx={{ flex: 1 }}>
        {total > 0 &&
          t('list.range', { from: (page - 1) * perPage + 1, to: Math.min(page * perPage, total), total })}
      </Typography>
      {pages > 1 && (
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
            disabled={page >= pages}
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
