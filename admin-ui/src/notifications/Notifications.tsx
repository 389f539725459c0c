import Button from '@mui/material/Button';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../api/client.ts';
import { markNotificationsRead } from '../api/operations.ts';
import type { NotificationRow } from '../api/types.ts';
import { useText } from '../i18n/provider.ts';
import { usePageTitle } from '../layout/page-title.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { Pager } from '../parts/Pager.tsx';
import { Panel } from '../parts/Panel.tsx';
import { LoadError, RowSkeletons } from '../parts/QueryState.tsx';
import { usePagedList } from '../parts/use-paged-list.ts';
import { NoticeList } from './NoticeList.tsx';

export function Notifications() {
  const t = useText();
  const queryClient = useQueryClient();
  const list = usePagedList<NotificationRow>('notifications');
  usePageTitle(t('notification.title'));
  const unread = list.rows.filter((notice) => notice.readAt === null).map((notice) => notice.id);

  async function markAll(): Promise<void> {
    await request(markNotificationsRead, { ids: unread });
    await queryClient.invalidateQueries({ queryKey: ['notifications'] });
  }

  return (
    <>
      <PageHeader
        title={t('notification.title')}
        actions={
          unread.length > 0 && (
            <Button variant="outlined" onClick={() => void markAll()}>
              {t('notification.markAll')}
            </Button>
          )
        }
      />
      <Panel flush>
        {list.error !== null ? (
          <LoadError error={list.error} retry={list.retry} />
        ) : list.isPending ? (
          <RowSkeletons />
        ) : (
          <NoticeList notices={list.rows} />
        )}
      </Panel>
      <Pager list={list} />
    </>
  );
}
