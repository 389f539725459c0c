import CloudUploadOutlined from '@mui/icons-material/CloudUploadOutlined';
import DeleteOutlineOutlined from '@mui/icons-material/DeleteOutlineOutlined';
import PhotoCameraOutlined from '@mui/icons-material/PhotoCameraOutlined';
import RefreshOutlined from '@mui/icons-material/RefreshOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { type DragEvent, useId, useRef, useState } from 'react';
import { largestFile } from '../api/upload.ts';
import { language, useText } from '../i18n/provider.ts';
import { FileMark } from '../parts/FileMark.tsx';
import { formatSize } from '../time/format.ts';
import type { Upload, Uploads } from './use-uploads.ts';

type Props = {
  uploads: Uploads;
  label: string;
  accept?: string | null;
  isMultiple?: boolean;
  wantsPhoto?: boolean;
  isDisabled?: boolean;
  error?: string | undefined;
  /** A word beside each file, by its place. */
  noteOf?: (index: number) => string;
};

/** A place to drop files on, or to choose or photograph them, and what became of each. */
export function FileDrop({
  uploads,
  label,
  accept = null,
  isMultiple = true,
  wantsPhoto = false,
  isDisabled = false,
  error,
  noteOf,
}: Props) {
  const t = useText();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const errorId = useId();
  const isFull = !isMultiple && uploads.items.length > 0;

  function take(files: FileList | null): void {
    if (files === null) return;
    uploads.add(isMultiple ? [...files] : [...files].slice(0, 1));
  }

  function drop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    if (!isDisabled && !isFull) take(event.dataTransfer.files);
  }

  return (
    <Box>
      {!isFull && !isDisabled && (
        <Box
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
          sx={{
            display: 'flex',
            flexWrap: 'wrap',
            alignItems: 'center',
            justifyContent: 'center',
            gap: 1.5,
            p: 2.5,
            borderRadius: 2.5,
            border: '1.5px dashed',
            borderColor: error !== undefined ? 'error.main' : isOver ? 'primary.main' : 'text.disabled',
            bgcolor: isOver ? 'tone.accent.fill' : 'raised',
            transition: 'background-color 120ms',
          }}
        >
          <CloudUploadOutlined aria-hidden sx={{ color: 'text.secondary' }} />
          <Typography
            variant="body2"
            color="textSecondary"
            sx={{ '@media (pointer: coarse)': { display: 'none' } }}
          >
            {t('file.drop')}
          </Typography>
          <Button
            variant="outlined"
            startIcon={wantsPhoto ? <PhotoCameraOutlined /> : undefined}
            onClick={() => input.current?.click()}
            aria-describedby={error === undefined ? undefined : errorId}
          >
            {wantsPhoto ? t('file.takePhoto') : t('file.choose')}
          </Button>
          <input
            ref={input}
            type="file"
            hidden
            aria-label={label}
            multiple={isMultiple}
            {...(accept === null ? {} : { accept })}
            {...(wantsPhoto ? { capture: 'environment' as const } : {})}
            onChange={(event) => {
              take(event.target.files);
              event.target.value = '';
            }}
          />
        </Box>
      )}
      {error !== undefined && (
        <Typography id={errorId} variant="caption" color="error" role="alert" component="p" sx={{ mt: 0.5 }}>
          {error}
        </Typography>
      )}
      {uploads.items.length > 0 && (
        <Box component="ul" sx={{ listStyle: 'none', m: 0, mt: 1.5, p: 0, display: 'grid', gap: 1 }}>
          {uploads.items.map((item, index) => (
            <UploadRow
              key={item.localId}
              item={item}
              uploads={uploads}
              note={noteOf?.(index) ?? ''}
              isDisabled={isDisabled}
            />
          ))}
        </Box>
      )}
    </Box>
  );
}

function UploadRow({
  item,
  uploads,
  note,
  isDisabled,
}: {
  item: Upload;
  uploads: Uploads;
  note: string;
  isDisabled: boolean;
}) {
  const t = useText();
  const percent = Math.round(item.progress * 100);
  const words =
    item.state === 'done'
      ? ''
      : item.state === 'uploading'
        ? percent < 100
          ? t('file.uploading', { percent })
          : t('file.scanning')
        : item.fault === 'tooLarge'
          ? t('file.tooLarge', { limit: formatSize(largestFile, language()) })
          : item.fault === 'wrongType'
            ? t('file.wrongType')
            : item.message || t('file.failed');
  const facts = [note, item.size > 0 ? formatSize(item.size, language()) : ''].filter(Boolean).join(' · ');
  return (
    <Box
      component="li"
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 1.25,
        p: 1,
        borderRadius: 2,
        border: 1,
        borderColor: item.state === 'failed' ? 'tone.danger.line' : 'line',
        bgcolor: item.state === 'failed' ? 'tone.danger.fill' : 'background.paper',
      }}
    >
      <FileMark name={item.name} mediaType={item.mediaType} />
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Typography variant="body2" noWrap sx={{ fontWeight: 500 }} title={item.name}>
          {item.name}
        </Typography>
        {item.state === 'uploading' && (
          <LinearProgress
            variant={percent < 100 ? 'determinate' : 'indeterminate'}
            value={percent}
            aria-label={t('file.progress', { name: item.name })}
            sx={{ my: 0.5, borderRadius: 1 }}
          />
        )}
        <Typography
          variant="caption"
          sx={{ color: item.state === 'failed' ? 'tone.danger.text' : 'text.secondary' }}
          role={item.state === 'failed' ? 'alert' : undefined}
        >
          {[facts, words].filter(Boolean).join(' · ')}
        </Typography>
      </Box>
      {item.fault === 'failed' && (
        <IconButton
          aria-label={t('file.retryNamed', { name: item.name })}
          onClick={() => uploads.retry(item.localId)}
        >
          <RefreshOutlined fontSize="small" />
        </IconButton>
      )}
      {!isDisabled && (
        <IconButton
          aria-label={t('file.removeNamed', { name: item.name })}
          onClick={() => uploads.remove(item.localId)}
        >
          <DeleteOutlineOutlined fontSize="small" />
        </IconButton>
      )}
    </Box>
  );
}
