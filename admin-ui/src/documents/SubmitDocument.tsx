/** An enterprise sends a document, or a supplement to one. */
import CheckCircleOutlined from '@mui/icons-material/CheckCircleOutlined';
import Alert from '@mui/material/Alert';
import Autocomplete from '@mui/material/Autocomplete';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useId, useState } from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import { ApiError, request } from '../api/client.ts';
import { listAgencies, submitDocument } from '../api/operations.ts';
import type { DocumentDetail, Urgency } from '../api/types.ts';
import { largestFile } from '../api/upload.ts';
import { FileDrop } from '../files/FileDrop.tsx';
import { useUploads } from '../files/use-uploads.ts';
import { language, useText } from '../i18n/provider.ts';
import type { MessageKey } from '../i18n/vi.ts';
import { usePageTitle } from '../layout/page-title.tsx';
import { CopyButton } from '../parts/CopyButton.tsx';
import { DateField } from '../parts/DateField.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { Panel } from '../parts/Panel.tsx';
import { useErrorText } from '../parts/QueryState.tsx';
import { useRecord } from '../parts/use-record.ts';
import { formatSize, todayIso } from '../time/format.ts';
import { useKinds } from './kinds.ts';

const urgencies: Urgency[] = ['NORMAL', 'URGENT', 'VERY_URGENT', 'FLASH'];

type Entry = {
  receiver: string;
  subject: string;
  kind: string;
  urgency: Urgency;
  originalNumber: string;
  issuedOn: string;
};
type Name = keyof Entry | 'fileIds';

const blank: Entry = {
  receiver: '',
  subject: '',
  kind: '',
  urgency: 'NORMAL',
  originalNumber: '',
  issuedOn: '',
};

export function SubmitDocument() {
  const [round, setRound] = useState(0);
  return <SubmitForm key={round} onAnother={() => setRound(round + 1)} />;
}

function SubmitForm({ onAnother }: { onAnother: () => void }) {
  const t = useText();
  const words = useErrorText();
  const queryClient = useQueryClient();
  const formId = useId();
  const [search] = useSearchParams();
  const inReplyTo = search.get('inReplyTo') ?? '';
  const original = useRecord<DocumentDetail>('documents', inReplyTo).data;
  const agencies = useQuery({
    queryKey: ['reference', 'agencies'],
    queryFn: async () => (await request(listAgencies, {})).agencies,
    staleTime: 60 * 60_000,
  });
  const kinds = useKinds();
  const uploads = useUploads();
  const [entry, setEntry] = useState(blank);
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [wasTried, setTried] = useState(false);
  const [isSending, setSending] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [sent, setSent] = useState<{ id: string; trackingCode: string } | null>(null);
  const title =
    original === undefined ? t('submit.title') : t('submit.supplementTitle', { code: original.trackingCode });
  usePageTitle(title);

  useEffect(() => {
    if (original === undefined) return;
    setEntry((before) => ({
      ...before,
      receiver: original.receiver.__typename === 'Agency' ? original.receiver.code : before.receiver,
      kind: original.kind,
      urgency: original.urgency,
      subject: before.subject || `${t('document.supplementTitle')}: ${original.subject}`,
    }));
  }, [original, t]);

  const faults: Partial<Record<Name, MessageKey>> = {
    ...(entry.receiver === '' ? { receiver: 'submit.needReceiver' } : {}),
    ...(entry.kind === '' ? { kind: 'submit.needKind' } : {}),
    ...(entry.subject.trim() === '' ? { subject: 'submit.needSubject' } : {}),
    ...(entry.issuedOn > todayIso() ? { issuedOn: 'submit.futureDate' } : {}),
    ...(uploads.isBusy
      ? { fileIds: 'submit.needUploads' }
      : uploads.hasFailed
        ? { fileIds: 'submit.failedUploads' }
        : uploads.ids.length === 0
          ? { fileIds: 'submit.needFiles' }
          : {}),
  };
  const serverField = failure instanceof ApiError ? failure.field : null;

  function errorOf(name: Name): string | undefined {
    if (serverField === name && failure instanceof ApiError) return failure.message;
    const fault = faults[name];
    return wasTried && fault !== undefined ? t(fault) : undefined;
  }

  function set<K extends keyof Entry>(name: K, value: Entry[K]): void {
    setEntry((before) => ({ ...before, [name]: value }));
  }

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    setFailure(null);
    const [first] = Object.keys(faults);
    if (first !== undefined) {
      document.getElementById(`${formId}-${first}`)?.focus();
      return;
    }
    setSending(true);
    try {
      const { submitDocument: done } = await request(submitDocument, {
        input: {
          idempotencyKey,
          receiver: entry.receiver,
          subject: entry.subject.trim(),
          kind: entry.kind,
          urgency: entry.urgency,
          fileIds: uploads.ids,
          ...(entry.originalNumber.trim() === '' ? {} : { originalNumber: entry.originalNumber.trim() }),
          ...(entry.issuedOn === '' ? {} : { issuedOn: entry.issuedOn }),
          ...(inReplyTo === '' ? {} : { inReplyTo }),
        },
      });
      setSent(done.document);
      await queryClient.invalidateQueries({ queryKey: ['documents'] });
    } catch (error) {
      setFailure(error);
    } finally {
      setSending(false);
    }
  }

  if (sent !== null) {
    return (
      <Panel>
        <Box role="status">
          <EmptyState
            icon={<CheckCircleOutlined sx={{ color: 'success.main' }} />}
            title={t('submit.doneTitle')}
            hint={t('submit.doneHint')}
            action={
              <Box sx={{ display: 'grid', gap: 2.5, justifyItems: 'center' }}>
                <Box
                  sx={{
                    px: 3,
                    py: 1.5,
                    border: 1,
                    borderColor: 'line',
                    borderRadius: 2.5,
                    bgcolor: 'raised',
                  }}
                >
                  <CopyButton text={sent.trackingCode} />
                </Box>
                <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', justifyContent: 'center' }}>
                  <Button variant="contained" component={Link} to={`/documents/${sent.id}`}>
                    {t('submit.follow')}
                  </Button>
                  <Button variant="outlined" onClick={onAnother}>
                    {t('submit.another')}
                  </Button>
                </Box>
              </Box>
            }
          />
        </Box>
      </Panel>
    );
  }

  const agencyOptions = agencies.data ?? [];
  const isSupplement = inReplyTo !== '';
  return (
    <Box
      component="form"
      noValidate
      onSubmit={(event) => void send(event)}
      sx={{ maxWidth: 860, mx: 'auto' }}
    >
      <PageHeader title={title} note={t('submit.intro')} />
      <Box sx={{ display: 'grid', gap: 2.5 }}>
        <Panel title={t('submit.filesTitle')} id={`${formId}-fileIds`}>
          <Typography variant="caption" color="textSecondary" component="p" sx={{ mb: 1.5 }}>
            {t('submit.filesHint', { limit: formatSize(largestFile, language()) })}
          </Typography>
          <FileDrop
            uploads={uploads}
            label={t('submit.filesTitle')}
            error={errorOf('fileIds')}
            noteOf={(index) => t(index === 0 && !isSupplement ? 'submit.main' : 'submit.annex')}
          />
        </Panel>

        <Panel title={t('submit.who')}>
          <Box sx={{ display: 'grid', gap: 2.5, gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' }, pt: 0.5 }}>
            <Autocomplete
              id={`${formId}-receiver`}
              options={agencyOptions}
              value={agencyOptions.find((agency) => agency.code === entry.receiver) ?? null}
              loading={agencies.isPending}
              disabled={isSupplement}
              getOptionLabel={(agency) => agency.name}
              getOptionKey={(agency) => agency.code}
              isOptionEqualToValue={(a, b) => a.code === b.code}
              onChange={(_, next) => set('receiver', next?.code ?? '')}
              noOptionsText={t('form.noOptions')}
              loadingText={t('list.loading')}
              openText={t('action.open')}
              closeText={t('action.close')}
              clearText={t('action.remove')}
              sx={{ gridColumn: { sm: '1 / -1' } }}
              renderInput={(params) => (
                <TextField
                  {...params}
                  required
                  label={t('submit.receiver')}
                  error={errorOf('receiver') !== undefined}
                  helperText={errorOf('receiver')}
                />
              )}
            />
            <TextField
              id={`${formId}-subject`}
              required
              multiline
              minRows={2}
              label={t('submit.subject')}
              value={entry.subject}
              onChange={(event) => set('subject', event.target.value)}
              error={errorOf('subject') !== undefined}
              helperText={errorOf('subject') ?? t('submit.subjectHint')}
              sx={{ gridColumn: { sm: '1 / -1' } }}
            />
            <TextField
              id={`${formId}-kind`}
              select
              required
              label={t('document.kind')}
              value={entry.kind}
              onChange={(event) => set('kind', event.target.value)}
              error={errorOf('kind') !== undefined}
              helperText={errorOf('kind')}
            >
              {(kinds.data ?? []).map((kind) => (
                <MenuItem key={kind.code} value={kind.code}>
                  {kind.name}
                </MenuItem>
              ))}
            </TextField>
            <TextField
              id={`${formId}-urgency`}
              select
              label={t('document.urgency')}
              value={entry.urgency}
              onChange={(event) => set('urgency', event.target.value as Urgency)}
            >
              {urgencies.map((urgency) => (
                <MenuItem key={urgency} value={urgency}>
                  {t(`urgency.${urgency}`)}
                </MenuItem>
              ))}
            </TextField>
          </Box>
        </Panel>

        <Panel title={t('submit.own')}>
          <Typography variant="caption" color="textSecondary" component="p" sx={{ mb: 2 }}>
            {t('submit.ownHint')}
          </Typography>
          <Box sx={{ display: 'grid', gap: 2.5, gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' } }}>
            <TextField
              id={`${formId}-originalNumber`}
              label={t('document.originalNumber')}
              value={entry.originalNumber}
              onChange={(event) => set('originalNumber', event.target.value)}
              error={errorOf('originalNumber') !== undefined}
              helperText={errorOf('originalNumber')}
            />
            <DateField
              id={`${formId}-issuedOn`}
              label={t('document.issuedOn')}
              value={entry.issuedOn}
              max={todayIso()}
              onChange={(value) => set('issuedOn', value)}
              error={errorOf('issuedOn') !== undefined}
              helperText={errorOf('issuedOn')}
            />
          </Box>
        </Panel>

        {failure !== null && (
          <Alert severity="error" role="alert">
            {words(failure)}
          </Alert>
        )}
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 2, flexWrap: 'wrap' }}>
          <Button
            type="submit"
            variant="contained"
            size="large"
            disabled={isSending || uploads.isBusy}
            aria-describedby={`${formId}-why`}
          >
            {isSending ? t('submit.sending') : isSupplement ? t('document.supplement') : t('submit.send')}
          </Button>
          <Typography
            id={`${formId}-why`}
            role="status"
            variant="caption"
            sx={{ color: 'tone.warning.text', fontWeight: 500 }}
          >
            {uploads.isBusy
              ? t('submit.needUploads')
              : wasTried && Object.keys(faults).length > 0
                ? t('task.whyInvalid', { smart_count: Object.keys(faults).length })
                : ''}
          </Typography>
        </Box>
      </Box>
    </Box>
  );
}
