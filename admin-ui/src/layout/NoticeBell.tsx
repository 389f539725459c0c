import NotificationsNoneOutlined from '@mui/icons-material/NotificationsNoneOutlined';
import Badge from '@mui/material/Badge';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Popover from '@mui/material/Popover';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { useText } from '../i18n/provider.ts';
import { NoticeList } from '../notifications/NoticeList.tsx';
import { useNotices } from './live.tsx';

export function NoticeBell() {
  const t = useText();
  const notices = useNotices();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const unread = notices.data?.unread ?? 0;
  const close = () => setAnchor(null);
  return (
    <>
      <IconButton
        aria-label={t('top.unread', { smart_count: unread })}
        aria-haspopup="dialog"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <Badge
          badgeContent={unread}
          max={99}
          color="primary"
          sx={{ '& .MuiBadge-badge': { fontSize: '0.6875rem', fontWeight: 600, height: 18, minWidth: 18 } }}
        >
          <NotificationsNoneOutlined sx={{ fontSize: 22 }} />
        </Badge>
      </IconButton>
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={close}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        transformOrigin={{ vertical: 'top', horizontal: 'right' }}
        slotProps={{
          paper: {
            role: 'dialog',
            'aria-label': t('notification.title'),
            sx: {
              width: 400,
              maxWidth: 'calc(100vw - 24px)',
              border: 1,
              borderColor: 'line',
              borderRadius: 3,
            },
          },
        }}
      >
        <Box
          sx={{
            px: 2,
            py: 1.25,
            display: 'flex',
            alignItems: 'center',
            borderBottom: 1,
            borderColor: 'line',
          }}
        >
          <Typography variant="h3" component="h2" sx={{ flex: 1 }}>
            {t('notification.title')}
          </Typography>
          <Button size="small" component={Link} to="/notifications" onClick={close}>
            {t('action.viewAll')}
          </Button>
        </Box>
        <Box sx={{ maxHeight: 440, overflowY: 'auto' }}>
          <NoticeList
            notices={(notices.data?.edges ?? []).slice(0, 8).map((edge) => edge.node)}
            onOpen={close}
            dense
          />
        </Box>
      </Popover>
    </>
  );
}
