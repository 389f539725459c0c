import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import Typography from '@mui/material/Typography';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router-dom';
import { request } from '../api/client.ts';
import { markNotificationsRead } from '../api/operations.ts';
import type { NotificationRow } from '../api/types.ts';
import { useText } from '../i18n/provider.ts';
import { EmptyState } from '../parts/EmptyState.tsx';
import { Ago } from '../parts/Moments.tsx';

type Props = { notices: NotificationRow[]; onOpen?: () => void; dense?: boolean };

/** Notifications: a press reads one and leads to its document. */
export function NoticeList({ notices, onOpen, dense = false }: Props) {
  const t = useText();
  const navigate = useNavigate();
  const queryClient = useQueryClient();

  if (notices.length === 0) {
    return <EmptyState dense={dense} title={t('notification.empty')} hint={t('notification.emptyHint')} />;
  }

  function open(notice: NotificationRow): void {
    onOpen?.();
    if (notice.readAt === null) {
      void request(markNotificationsRead, { ids: [notice.id] }).then(() =>
        queryClient.invalidateQueries({ queryKey: ['notifications'] }),
      );
    }
    if (notice.documentId !== null) navigate(`/documents/${notice.documentId}`);
  }

  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {notices.map((notice) => (
        <Box
          component="li"
          key={notice.id}
          sx={{ borderBottom: 1, borderColor: 'line', '&:last-child': { borderBottom: 0 } }}
        >
          <ButtonBase
            onClick={() => open(notice)}
            sx={{
              width: '100%',
              display: 'flex',
              alignItems: 'flex-start',
              justifyContent: 'flex-start',
              gap: 1.5,
              px: 2,
              py: dense ? 1.25 : 1.75,
              textAlign: 'left',
              '&:hover': { bgcolor: 'raised' },
            }}
          >
            <Box
              role="img"
              aria-label={notice.readAt === null ? t('notification.unread') : undefined}
              aria-hidden={notice.readAt !== null}
              sx={{
                width: 8,
                height: 8,
                mt: 0.9,
                flexShrink: 0,
                borderRadius: '50%',
                bgcolor: notice.readAt === null ? 'primary.main' : 'transparent',
              }}
            />
            <Box sx={{ flex: 1, minWidth: 0 }}>
              <Typography variant="body2" sx={{ fontWeight: notice.readAt === null ? 600 : 500 }}>
                {notice.title}
              </Typography>
              {notice.body !== '' && (
                <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
                  {notice.body}
                </Typography>
              )}
              <Typography variant="caption" color="textSecondary">
                <Ago at={notice.at} />
              </Typography>
            </Box>
          </ButtonBase>
        </Box>
      ))}
    </Box>
  );
}
