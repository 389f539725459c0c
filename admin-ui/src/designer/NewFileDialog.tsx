import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import { type FormEvent, useState } from 'react';
import { useText } from '../i18n/provider.ts';
import type { FileKind, ModelFile } from './model-files.ts';
import { calledProcess, isProcessKey, newDecision, newForm, type StarterWords } from './new-process.ts';

type Props = {
  kind: FileKind;
  taken: ReadonlySet<string>;
  words: StarterWords;
  onMake: (file: ModelFile) => void;
  onClose: () => void;
};

const titles = {
  form: 'designer.addForm',
  dmn: 'designer.addDecision',
  bpmn: 'designer.addProcess',
} as const;

/** A new file of the process; what it defines has the id that the file is named by. */
export function NewFileDialog({ kind, taken, words, onMake, onClose }: Props) {
  const t = useText();
  const [id, setId] = useState('');
  const [isTouched, setTouched] = useState(false);
  const name = `${id}.${kind}`;
  const fault = taken.has(name)
    ? t('designer.fileNameTaken')
    : isProcessKey(id)
      ? null
      : t('designer.newKeyWrong');

  function submit(event: FormEvent): void {
    event.preventDefault();
    setTouched(true);
    if (fault !== null) return;
    const content =
      kind === 'form'
        ? newForm(id, words.note)
        : kind === 'dmn'
          ? newDecision(id, id)
          : calledProcess(id, id, words);
    onMake({ name, content });
  }

  return (
    <Dialog open onClose={onClose} maxWidth="xs" fullWidth aria-labelledby="new-file-title">
      <form onSubmit={submit} noValidate>
        <DialogTitle id="new-file-title">{t(titles[kind])}</DialogTitle>
        <DialogContent>
          <TextField
            autoFocus
            fullWidth
            required
            margin="dense"
            label={t('designer.fileName')}
            value={id}
            onChange={(event) => setId(event.target.value)}
            error={isTouched && fault !== null}
            helperText={isTouched && fault !== null ? fault : t('designer.fileNameHint')}
            slotProps={{ htmlInput: { spellCheck: false, autoCapitalize: 'none' } }}
          />
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2.5 }}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" variant="contained">
            {t('action.add')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
