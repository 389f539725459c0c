import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogContentText from '@mui/material/DialogContentText';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type FormEvent, useState } from 'react';
import { useText } from '../i18n/provider.ts';
import { useErrorText } from './QueryState.tsx';

type Props = {
  open: boolean;
  title: string;
  hint: string;
  label: string;
  confirm: string;
  isDangerous?: boolean;
  onClose: () => void;
  /** Resolves when it is done; what it throws is shown in the dialog. */
  onConfirm: (reason: string) => Promise<unknown>;
};

/** A decision that must be given a reason. */
export function ReasonDialog({
  open,
  title,
  hint,
  label,
  confirm,
  isDangerous = false,
  onClose,
  onConfirm,
}: Props) {
  const t = useText();
  const words = useErrorText();
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [isTouched, setTouched] = useState(false);
  const isMissing = reason.trim() === '';

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTouched(true);
    if (isMissing) return;
    setBusy(true);
    setFailure(null);
    try {
      await onConfirm(reason.trim());
      setReason('');
      onClose();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog open={open} onClose={onClose} maxWidth="xs" fullWidth aria-labelledby="reason-title">
      <form onSubmit={(event) => void submit(event)} noValidate>
        <DialogTitle id="reason-title">{title}</DialogTitle>
        <DialogContent>
          <DialogContentText variant="body2" sx={{ mb: 2 }}>
            {hint}
          </DialogContentText>
          <TextField
            autoFocus
            fullWidth
            multiline
            minRows={3}
            required
            label={label}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            error={isTouched && isMissing}
            helperText={isTouched && isMissing ? t('form.missing') : ''}
          />
          {failure !== null && (
            <Typography color="error" variant="body2" role="alert">
              {words(failure)}
            </Typography>
          )}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2.5 }}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button
            type="submit"
            variant="contained"
            color={isDangerous ? 'error' : 'primary'}
            disabled={isBusy}
          >
            {confirm}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
