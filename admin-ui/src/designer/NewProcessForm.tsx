import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { request } from '../api/client.ts';
import { useText } from '../i18n/provider.ts';
import { PageHeader } from '../parts/PageHeader.tsx';
import { isProcessKey, slugOf } from './new-process.ts';
import { listKeys } from './operations.ts';

type Props = { onStart: (key: string, name: string) => void };

/** Name and key of a process to be drawn. The key follows the name until somebody writes it. */
export function NewProcessForm({ onStart }: Props) {
  const t = useText();
  const [name, setName] = useState('');
  const [ownKey, setOwnKey] = useState<string | null>(null);
  const [isTouched, setTouched] = useState(false);
  const query = useQuery({
    queryKey: ['designer', 'keys'],
    queryFn: async () => (await request(listKeys, {})).processDefinitions.edges.map(({ node }) => node.key),
  });
  const key = ownKey ?? slugOf(name);
  const isTaken = (query.data ?? []).includes(key);
  const keyFault = isTaken ? t('designer.newKeyTaken') : isProcessKey(key) ? null : t('designer.newKeyWrong');
  const isShown = isTouched || ownKey !== null || isTaken;

  function submit(event: FormEvent): void {
    event.preventDefault();
    setTouched(true);
    if (name.trim() !== '' && keyFault === null) onStart(key, name.trim());
  }

  return (
    <Box component="form" onSubmit={submit} noValidate sx={{ maxWidth: 560, mx: 'auto', px: 3, py: 5 }}>
      <PageHeader title={t('designer.newTitle')} note={t('designer.newHint')} />
      <Box sx={{ display: 'grid', gap: 2.5 }}>
        <TextField
          autoFocus
          required
          label={t('designer.newName')}
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={isTouched && name.trim() === ''}
          helperText={isTouched && name.trim() === '' ? t('form.missing') : ' '}
        />
        <TextField
          required
          label={t('designer.newKey')}
          value={key}
          onChange={(event) => setOwnKey(event.target.value)}
          error={isShown && keyFault !== null}
          helperText={isShown && keyFault !== null ? keyFault : t('designer.newKeyHint')}
          slotProps={{
            inputLabel: { shrink: true },
            htmlInput: { spellCheck: false, autoCapitalize: 'none' },
          }}
        />
        <Button type="submit" variant="contained" size="large" sx={{ justifySelf: 'start' }}>
          {t('designer.newStart')}
        </Button>
      </Box>
    </Box>
  );
}
