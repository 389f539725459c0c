/** Files on their way to the server, each with its own progress and its own failure. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from '../api/client.ts';
import { largestFile, uploadFile } from '../api/upload.ts';
import { recallFile, rememberFile } from './known-files.ts';

export type UploadFault = 'tooLarge' | 'wrongType' | 'failed';
export type Upload = {
  localId: string;
  name: string;
  mediaType: string;
  size: number;
  state: 'uploading' | 'done' | 'failed';
  /** 0 to 1 */
  progress: number;
  storedId: string | null;
  fault: UploadFault | null;
  /** The server's own words, where it gave some. */
  message: string;
};

export type Uploads = {
  items: Upload[];
  /** Stored files, in the order in which they were added. */
  ids: string[];
  isBusy: boolean;
  hasFailed: boolean;
  add: (files: Iterable<File>) => void;
  retry: (localId: string) => void;
  remove: (localId: string) => void;
};

/** Whether the file is of a kind named by `accept`, as the attribute of an input has it. */
export function isAccepted(file: { name: string; type: string }, accept: string | null): boolean {
  if (accept === null || accept.trim() === '') return true;
  return accept.split(',').some((each) => {
    const rule = each.trim().toLowerCase();
    if (rule.startsWith('.')) return file.name.toLowerCase().endsWith(rule);
    if (rule.endsWith('/*')) return file.type.startsWith(rule.slice(0, -1));
    return file.type === rule;
  });
}

function known(id: string): Upload {
  const file = recallFile(id);
  return {
    localId: id,
    name: file?.name ?? id,
    mediaType: file?.mediaType ?? '',
    size: file?.size ?? 0,
    state: 'done',
    progress: 1,
    storedId: id,
    fault: null,
    message: '',
  };
}

type Options = { initialIds?: string[]; accept?: string | null; prepare?: (file: File) => Promise<File> };

export function useUploads({ initialIds = [], accept = null, prepare }: Options = {}): Uploads {
  const [items, setItems] = useState<Upload[]>(() => initialIds.map(known));
  const sources = useRef(new Map<string, File>());
  const running = useRef(new Map<string, AbortController>());

  useEffect(() => {
    const mine = running.current;
    return () => {
      for (const controller of mine.values()) controller.abort();
    };
  }, []);

  const change = useCallback((localId: string, changes: Partial<Upload>) => {
    setItems((before) => before.map((item) => (item.localId === localId ? { ...item, ...changes } : item)));
  }, []);

  const send = useCallback(
    async (localId: string, source: File) => {
      const controller = new AbortController();
      running.current.set(localId, controller);
      change(localId, { state: 'uploading', progress: 0, fault: null, message: '' });
      try {
        const file = prepare === undefined ? source : await prepare(source);
        if (controller.signal.aborted) return;
        const stored = await uploadFile(file, (progress) => change(localId, { progress }), controller.signal);
        rememberFile(stored);
        change(localId, {
          state: 'done',
          progress: 1,
          storedId: stored.id,
          size: stored.size,
          name: stored.name,
        });
      } catch (error) {
        if (controller.signal.aborted) return;
        change(localId, {
          state: 'failed',
          fault: 'failed',
          message: error instanceof ApiError ? error.message : '',
        });
      } finally {
        running.current.delete(localId);
      }
    },
    [change, prepare],
  );

  const add = useCallback(
    (files: Iterable<File>) => {
      for (const file of files) {
        const localId = crypto.randomUUID();
        const fault: UploadFault | null = !isAccepted(file, accept)
          ? 'wrongType'
          : file.size > largestFile
            ? 'tooLarge'
            : null;
        const item: Upload = {
          localId,
          name: file.name,
          mediaType: file.type,
          size: file.size,
          state: fault === null ? 'uploading' : 'failed',
          progress: 0,
          storedId: null,
          fault,
          message: '',
        };
        setItems((before) => [...before, item]);
        sources.current.set(localId, file);
        if (fault === null) void send(localId, file);
      }
    },
    [accept, send],
  );

  const retry = useCallback(
    (localId: string) => {
      const source = sources.current.get(localId);
      if (source !== undefined) void send(localId, source);
    },
    [send],
  );

  const remove = useCallback((localId: string) => {
    running.current.get(localId)?.abort();
    setItems((before) => before.filter((item) => item.localId !== localId));
  }, []);

  return {
    items,
    ids: items.flatMap((item) => (item.storedId === null ? [] : [item.storedId])),
    isBusy: items.some((item) => item.state === 'uploading'),
    hasFailed: items.some((item) => item.state === 'failed'),
    add,
    retry,
    remove,
  };
}
