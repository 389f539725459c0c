/** What will change, then what became of it. */
import CheckCircleOutlined from '@mui/icons-material/CheckCircleOutlined';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import { useEffect, useState } from 'react';
import { Link } from 'react-router-dom';
import { request } from '../api/client.ts';
import type { DefinitionRow } from '../api/types.ts';
import { useText } from '../i18n/provider.ts';
import { useErrorText } from '../parts/QueryState.tsx';
import { ToneChip } from '../parts/ToneChip.tsx';
import type { Tone } from '../theme/tone.ts';
import { compareElements, type ElementChange } from './element-changes.ts';
import { compareFiles, type FileChange, kindOf, type ModelFile, toDeployInput } from './model-files.ts';
import { type DesignedDefinition, deploy, type ServerFinding } from './operations.ts';

type Props = {
  processKey: string;
  files: readonly ModelFile[];
  /** What runs now; null where the process is new. */
  latest: DesignedDefinition | null;
  warnings: number;
  onClose: () => void;
  onDeployed: (definition: DefinitionRow) => void;
  onRefused: (findings: ServerFinding[]) => void;
  onContinue: (definition: DefinitionRow) => void;
};

const tones: Record<ElementChange['change'], Tone> = {
  added: 'success',
  removed: 'danger',
  changed: 'info',
  moved: 'neutral',
};

export function DeployDialog({
  processKey,
  files,
  latest,
  warnings,
  onClose,
  onDeployed,
  onRefused,
  onContinue,
}: Props) {
  const t = useText();
  const words = useErrorText();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [done, setDone] = useState<DefinitionRow | null>(null);
  const [isRefused, setRefused] = useState(false);
  // what is deployed changes under the dialog once it is done
  const [before] = useState(latest);
  const running = (before?.versions ?? []).reduce((sum, { instances }) => sum + instances.active, 0);

  async function send(): Promise<void> {
    setBusy(true);
    setFailure(null);
    setRefused(false);
    try {
      const { deployProcess } = await request(deploy, { input: { ...toDeployInput(files), dryRun: false } });
      const { definitions, findings } = deployProcess;
      const own = definitions.find(({ key }) => key === processKey) ?? definitions[0];
      if (own === undefined) {
        setRefused(true);
        onRefused(findings);
      } else {
        setDone(own);
        onDeployed(own);
      }
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  }

  const stay = running > 0 ? t('designer.runningStay', { smart_count: running }) : t('designer.runningNone');
  if (done !== null) {
    return (
      <Dialog open onClose={() => onContinue(done)} maxWidth="xs" fullWidth aria-labelledby="deployed-title">
        <DialogTitle id="deployed-title" sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
          <CheckCircleOutlined color="success" />
          {t('designer.deployedTitle', { version: done.version })}
        </DialogTitle>
        <DialogContent>
          <Typography variant="body2">
            {done.version === before?.version
              ? t('designer.deployedSame', { version: done.version })
              : before === null
                ? done.name
                : stay}
          </Typography>
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2.5 }}>
          <Button component={Link} to={`/processes/${encodeURIComponent(done.key)}`}>
            {t('designer.seeProcess')}
          </Button>
          <Button variant="contained" onClick={() => onContinue(done)}>
            {t('designer.keepDesigning')}
          </Button>
        </DialogActions>
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onClose={isBusy ? undefined : onClose}
      maxWidth="sm"
      fullWidth
      aria-labelledby="deploy-title"
    >
      <DialogTitle id="deploy-title">
        {t(before === null ? 'designer.deployTitleNew' : 'designer.deployTitle')}
      </DialogTitle>
      <DialogContent>
        <Typography variant="subtitle2" component="h3" sx={{ mb: 1 }}>
          {before === null
            ? t('designer.deployContents')
            : t('designer.deployChanges', { version: before.version })}
        </Typography>
        <Changes before={before?.resources ?? []} after={files} />
        {before !== null && (
          <Alert severity="info" sx={{ mt: 2 }}>
            {stay}
          </Alert>
        )}
        {warnings > 0 && (
          <Alert severity="warning" sx={{ mt: 1.5 }}>
            {t('designer.deployWarnings', { smart_count: warnings })}
          </Alert>
        )}
        {(failure !== null || isRefused) && (
          <Alert severity="error" role="alert" sx={{ mt: 1.5 }}>
            {isRefused ? t('designer.deployRefused') : words(failure)}
          </Alert>
        )}
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2.5 }}>
        <Button onClick={onClose} disabled={isBusy}>
          {t('action.cancel')}
        </Button>
        <Button variant="contained" onClick={() => void send()} disabled={isBusy}>
          {t(isBusy ? 'designer.deploying' : before === null ? 'designer.deploy' : 'designer.deployNow')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

// ── What changes ───────────────────────────────────────────────────────────────────────────────

function Changes({ before, after }: { before: readonly ModelFile[]; after: readonly ModelFile[] }) {
  const changes = compareFiles(before, after);
  const contentIn = (files: readonly ModelFile[], name: string) =>
    files.find((file) => file.name === name)?.content ?? '';
  return (
    <Box
      component="ul"
      sx={{
        listStyle: 'none',
        m: 0,
        p: 0,
        border: 1,
        borderColor: 'line',
        borderRadius: 2,
        maxHeight: 320,
        overflowY: 'auto',
      }}
    >
      {changes.map((change) => (
        <Box
          component="li"
          key={change.name}
          sx={{ px: 2, py: 1.25, borderBottom: 1, borderColor: 'line', '&:last-child': { borderBottom: 0 } }}
        >
          <FileLine {...change} />
          {change.change === 'changed' && kindOf(change.name) === 'bpmn' && (
            <ElementLines before={contentIn(before, change.name)} after={contentIn(after, change.name)} />
          )}
        </Box>
      ))}
    </Box>
  );
}

function FileLine({ name, change }: FileChange) {
  const t = useText();
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5 }}>
      <ToneChip tone={tones[change]}>{t(`designer.change.${change}`)}</ToneChip>
      <Typography variant="body2" sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
        {name}
      </Typography>
    </Box>
  );
}

const most = 12;

function ElementLines({ before, after }: { before: string; after: string }) {
  const t = useText();
  const [changes, setChanges] = useState<ElementChange[] | null | undefined>();
  useEffect(() => {
    let isGone = false;
    void compareElements(before, after).then((found) => !isGone && setChanges(found));
    return () => {
      isGone = true;
    };
  }, [before, after]);
  if (changes === undefined) return null;
  if (changes === null) {
    return (
      <Typography variant="caption" color="text.secondary">
        {t('designer.unreadableDiff')}
      </Typography>
    );
  }
  const told = changes.filter(({ change }) => change !== 'moved');
  const moved = changes.length - told.length;
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, mt: 1, p: 0, pl: 1 }}>
      {told.slice(0, most).map(({ id, label, change }) => (
        <Typography component="li" variant="body2" key={id} sx={{ py: 0.25 }}>
          <Box component="span" sx={{ color: `tone.${tones[change]}.text`, fontWeight: 600 }}>
            {t(`designer.change.${change}`)}
          </Box>
          {` ${label}`}
          {label !== id && (
            <Box component="span" sx={{ color: 'text.secondary', fontSize: '0.8125rem' }}>
              {` (${id})`}
            </Box>
          )}
        </Typography>
      ))}
      {told.length > most && (
        <Typography component="li" variant="caption" color="text.secondary">
          {t('designer.changeMore', { smart_count: told.length - most })}
        </Typography>
      )}
      {moved > 0 && (
        <Typography component="li" variant="caption" color="text.secondary">
          {t('designer.movedOnly', { smart_count: moved })}
        </Typography>
      )}
    </Box>
  );
}
