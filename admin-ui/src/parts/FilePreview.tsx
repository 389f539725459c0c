import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import type { StoredFile } from '../api/types.ts';
import { useText } from '../i18n/provider.ts';
import { EmptyState } from './EmptyState.tsx';

/** Asks the browser's PDF viewer for the whole width and no thumbnails. */
const pdfView = '#navpanes=0&view=FitH';

/** A file shown inside the page, where the browser can draw it. */
export function FilePreview({ file, height }: { file: StoredFile; height: number | string }) {
  const t = useText();
  const isImage = file.mediaType.startsWith('image/');
  const isFramed = file.mediaType === 'application/pdf' || file.mediaType === 'text/plain';
  const frame = { width: '100%', height, border: 0, display: 'block', bgcolor: 'sunken' };
  if (isImage) {
    return <Box component="img" src={file.url} alt={file.name} sx={{ ...frame, objectFit: 'contain' }} />;
  }
  if (isFramed) {
    return (
      <Box
        component="iframe"
        src={`${file.url}${pdfView}`}
        title={t('file.preview', { name: file.name })}
        sx={frame}
      />
    );
  }
  return (
    <EmptyState
      dense
      title={file.name}
      hint={t('file.noPreview')}
      action={
        <Button variant="outlined" component="a" href={file.url} download={file.name}>
          {t('action.download')}
        </Button>
      }
    />
  );
}
