import Button from '@mui/material/Button';
import { Link } from 'react-router-dom';
import { nodes } from '../api/types.ts';
import { useText } from '../i18n/provider.ts';
import { useNotices } from '../layout/live.tsx';
import { NoticeList } from '../notifications/NoticeList.tsx';
import { Panel } from '../parts/Panel.tsx';
import { RowSkeletons } from '../parts/QueryState.tsx';

export function LatestNotices() {
  const t = useText();
  const notices = useNotices();
  return (
    <Panel
      title={t('dashboard.notices')}
      flush
      action={
        <Button size="small" component={Link} to="/notifications">
          {t('action.viewAll')}
        </Button>
      }
    >
      {notices.isPending ? (
        <RowSkeletons rows={3} />
      ) : (
        <NoticeList dense notices={nodes(notices.data).slice(0, 5)} />
      )}
    </Panel>
  );
}
