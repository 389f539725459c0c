import Box from '@mui/material/Box';
import { useState } from 'react';
import type { StoredFile } from '../api/types.ts';
import { useIsPhone } from '../layout/use-is-phone.ts';
import { FileList } from '../parts/FileList.tsx';
import { FilePreview } from '../parts/FilePreview.tsx';

/** Files and the chosen one beneath. A phone opens them with its own viewer: frames of PDF do not scroll there. */
export function FilesWithPreview({
  files,
  notes = {},
  height,
}: {
  files: StoredFile[];
  /** A word about a file, by its id. */
  notes?: Record<string, string>;
  height: number;
}) {
  const isPhone = useIsPhone();
  const [chosen, setChosen] = useState<string | null>(null);
  const first = files.find((file) => file.mediaType === 'application/pdf') ?? files[0];
  const selected = files.find((file) => file.id === chosen) ?? first;
  if (isPhone || selected === undefined) return <FileList files={files} notes={notes} />;
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <FileList
        files={files}
        notes={notes}
        selectedId={selected.id}
        onSelect={(file) => setChosen(file.id)}
      />
      <Box sx={{ border: 1, borderColor: 'line', borderRadius: 2, overflow: 'hidden' }}>
        <FilePreview file={selected} height={height} />
      </Box>
    </Box>
  );
}
