import Alert from '@mui/material/Alert';
import Snackbar from '@mui/material/Snackbar';
import { type NotificationPayload, useNotificationContext, useTranslate } from 'ra-core';
import { useEffect, useState } from 'react';

const tones = { info: 'info', success: 'success', warning: 'warning', error: 'error' } as const;

/** Short words about what just happened, one at a time, spoken politely by screen readers. */
export function Toasts() {
  const translate = useTranslate();
  const { notifications, takeNotification } = useNotificationContext();
  const [current, setCurrent] = useState<NotificationPayload | undefined>();
  const [isOpen, setOpen] = useState(false);

  useEffect(() => {
    if (notifications.length > 0 && current === undefined) {
      setCurrent(takeNotification() ?? undefined);
      setOpen(true);
    } else if (notifications.length > 0 && isOpen) {
      setOpen(false);
    }
  }, [notifications, current, isOpen, takeNotification]);

  if (current === undefined) return null;
  const { message, type } = current;
  return (
    <Snackbar
      open={isOpen}
      autoHideDuration={type === 'error' ? 8000 : 4000}
      onClose={(_, reason) => reason !== 'clickaway' && setOpen(false)}
      slotProps={{ transition: { onExited: () => setCurrent(undefined) } }}
      anchorOrigin={{ vertical: 'bottom', horizontal: 'center' }}
      sx={{ bottom: { xs: 84, md: 24 } }}
    >
      <Alert
        severity={tones[type as keyof typeof tones] ?? 'info'}
        onClose={() => setOpen(false)}
        role={type === 'error' ? 'alert' : 'status'}
        sx={{ boxShadow: 6, minWidth: 280 }}
      >
        {typeof message === 'string' ? translate(message, { _: message }) : message}
      </Alert>
    </Snackbar>
  );
}
