import { useEffect, useState } from 'react';
import { request } from '../api/client.ts';
import { type Language, language } from '../i18n/provider.ts';
import { checkFiles, type Finding, mergeFindings } from './findings.ts';
import { type ModelFile, toDeployInput } from './model-files.ts';
import { deploy, type ServerFinding } from './operations.ts';

export type Findings = {
  all: readonly Finding[];
  /** Whether the browser has not caught up with the last change. */
  isChecking: boolean;
  hasServerFailed: boolean;
  /** The server's answer to a deployment that it refused. */
  learn: (found: ServerFinding[]) => void;
};

/** Milliseconds after the last change. */
const checkAfter = 300;
const askServerAfter = 1200;

type Own = { files: readonly ModelFile[]; found: Finding[] };
type Told = { files: readonly ModelFile[]; found: ServerFinding[] | null };

/** Checks the files whenever they change: at once here, a moment later on the server. */
export function useFindings(
  files: readonly ModelFile[],
  jobTypes: readonly string[],
  asksServer: boolean,
): Findings {
  const [own, setOwn] = useState<Own | null>(null);
  const [told, setTold] = useState<Told | null>(null);
  const spoken: Language = language();

  useEffect(() => {
    let isStale = false;
    const timer = setTimeout(async () => {
      const found = await checkFiles(files, jobTypes, spoken);
      if (!isStale) setOwn({ files, found });
    }, checkAfter);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [files, jobTypes, spoken]);

  useEffect(() => {
    if (!asksServer) return;
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const input = { ...toDeployInput(files), dryRun: true };
        const { deployProcess } = await request(deploy, { input }, abort.signal);
        setTold({ files, found: deployProcess.findings });
      } catch {
        if (!abort.signal.aborted) setTold({ files, found: null });
      }
    }, askServerAfter);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [files, asksServer]);

  const isOfThese = told?.files === files;
  return {
    all: mergeFindings(own?.found ?? [], isOfThese ? (told?.found ?? []) : [], files),
    isChecking: own?.files !== files,
    hasServerFailed: isOfThese && told?.found === null,
    learn: (found) => setTold({ files, found }),
  };
}
