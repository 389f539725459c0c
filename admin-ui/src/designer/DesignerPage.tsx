/** A process under design: loads the version, offers the draft of it, and hands over to the workspace. */
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import useMediaQuery from '@mui/material/useMediaQuery';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useParams, useSearchParams } from 'react-router-dom';
import { request } from '../api/client.ts';
import { useText } from '../i18n/provider.ts';
import { EmptyState } from '../parts/EmptyState.tsx';
import { QueryState } from '../parts/QueryState.tsx';
import { formatDateTime } from '../time/format.ts';
import { type Draft, draftName, dropDraft, isDraftContinued, readDraft } from './draft.ts';
import { compareFiles, type ModelFile } from './model-files.ts';
import { NewProcessForm } from './NewProcessForm.tsx';
import { newProcessFiles, type StarterWords } from './new-process.ts';
import { type DesignedDefinition, getFiles } from './operations.ts';
import { newProcessKey } from './paths.ts';
import { processNameIn, Workspace } from './Workspace.tsx';

/** Palette, drawing and properties side by side need that much. */
const narrowest = '(min-width: 900px)';

export default function DesignerPage() {
  const t = useText();
  const { key = '' } = useParams();
  const [params] = useSearchParams();
  const isWide = useMediaQuery(narrowest, { noSsr: true });
  const version = Number(params.get('version')) || null;
  if (!isWide) return <EmptyState title={t('designer.narrowTitle')} hint={t('designer.narrowHint')} />;
  if (key === newProcessKey) return <NewProcess />;
  return <DeployedProcess key={`${key} ${version}`} processKey={key} version={version} />;
}

function DeployedProcess({ processKey, version }: { processKey: string; version: number | null }) {
  const t = useText();
  const query = useQuery({
    queryKey: ['designer', 'files', processKey, version],
    queryFn: async () => {
      const newest = (await request(getFiles, { key: processKey, version: null })).processDefinition;
      const isNewest = version === null || version === newest?.version;
      const opened = isNewest
        ? newest
        : (await request(getFiles, { key: processKey, version })).processDefinition;
      return { newest, opened };
    },
    // what is being drawn must not change under the hand
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  return (
    <QueryState query={query}>
      {({ newest, opened }) =>
        opened === null || newest === null ? (
          <EmptyState title={t('error.notFoundTitle')} hint={t('error.notFoundHint')} />
        ) : (
          <Opened key={`${opened.key} ${opened.version}`} opened={opened} newest={newest} />
        )
      }
    </QueryState>
  );
}

function Opened({ opened, newest }: { opened: DesignedDefinition; newest: DesignedDefinition }) {
  const words = useStarterWords();
  const name = draftName(opened.key, opened.version);
  const [draft, setDraft] = useState<Draft | null>(() => usefulDraft(name, opened.resources));
  const [start, setStart] = useState<readonly ModelFile[] | null>(() =>
    draft === null ? opened.resources : isDraftContinued(name) ? draft.files : null,
  );
  if (draft !== null && start === null) {
    return (
      <DraftOffer
        draft={draft}
        version={opened.version}
        onOpen={() => setStart(draft.files)}
        onDrop={() => {
          dropDraft(name);
          setDraft(null);
          setStart(opened.resources);
        }}
      />
    );
  }
  return (
    <Workspace
      opened={opened}
      latest={newest}
      processKey={opened.key}
      name={opened.name}
      baseline={opened.resources}
      start={start ?? opened.resources}
      draftName={name}
      words={words}
    />
  );
}

function NewProcess() {
  const words = useStarterWords();
  const name = draftName(newProcessKey, 0);
  const [draft, setDraft] = useState<Draft | null>(() => readDraft(name));
  const [files, setFiles] = useState<readonly ModelFile[] | null>(() =>
    draft !== null && isDraftContinued(name) ? draft.files : null,
  );
  if (draft !== null && files === null) {
    return (
      <DraftOffer
        draft={draft}
        version={0}
        onOpen={() => setFiles(draft.files)}
        onDrop={() => {
          dropDraft(name);
          setDraft(null);
        }}
      />
    );
  }
  if (files === null) {
    return <NewProcessForm onStart={(key, title) => setFiles(newProcessFiles(key, title, words))} />;
  }
  const process = processNameIn(files) ?? { key: '', name: '' };
  return (
    <Workspace
      opened={null}
      latest={null}
      processKey={process.key}
      name={process.name}
      baseline={nothing}
      start={files}
      draftName={name}
      words={words}
    />
  );
}

const nothing: readonly ModelFile[] = [];

/** A draft that says the same as the version is of no use to anybody. */
function usefulDraft(name: string, baseline: readonly ModelFile[]): Draft | null {
  const draft = readDraft(name);
  return draft !== null && compareFiles(baseline, draft.files).length > 0 ? draft : null;
}

function useStarterWords(): StarterWords {
  const t = useText();
  return useMemo(
    () => ({
      start: t('designer.starter.start'),
      task: t('designer.starter.task'),
      end: t('designer.starter.end'),
      note: t('designer.starter.note'),
    }),
    [t],
  );
}

type OfferProps = { draft: Draft; version: number; onOpen: () => void; onDrop: () => void };

function DraftOffer({ draft, version, onOpen, onDrop }: OfferProps) {
  const t = useText();
  const at = formatDateTime(draft.at);
  return (
    <Dialog open maxWidth="xs" fullWidth aria-labelledby="draft-title">
      <DialogTitle id="draft-title">{t('designer.draftTitle')}</DialogTitle>
      <DialogContent>
        <Typography variant="body2">
          {version === 0 ? t('designer.draftHintNew', { at }) : t('designer.draftHint', { version, at })}
        </Typography>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2.5 }}>
        <Button color="error" onClick={onDrop}>
          {t('designer.draftDrop')}
        </Button>
        <Button variant="contained" autoFocus onClick={onOpen}>
          {t('designer.draftOpen')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
