import DownloadOutlined from '@mui/icons-material/DownloadOutlined';
import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import type { StoredFile } from '../api/types.ts';
import { language, useText } from '../i18n/provider.ts';
import { formatSize } from '../time/format.ts';
import { FileMark } from './FileMark.tsx';

type Props = {
  files: StoredFile[];
  selectedId?: string | null;
  onSelect?: (file: StoredFile) => void;
  notes?: Record<string, string>;
};

export function FileList({ files, selectedId = null, onSelect, notes = {} }: Props) {
  const t = useText();
  if (files.length === 0) {
    return (
      <Typography variant="body2" color="textSecondary">
        {t('file.none')}
      </Typography>
    );
  }
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 0.5 }}>
      {files.map((file) => {
        const isSelected = file.id === selectedId;
        const opens =
          onSelect === undefined
            ? { component: 'a' as const, href: file.url, target: '_blank', rel: 'noopener' }
            : { onClick: () => onSelect(file), 'aria-pressed': isSelected };
        return (
          <Box
            component="li"
            key={file.id}
            sx={{
              display: 'flex',
              alignItems: 'center',
              borderRadius: 2,
              bgcolor: isSelected ? 'tone.accent.fill' : 'transparent',
              '&:hover': { bgcolor: isSelected ? 'tone.accent.fill' : 'sunken' },
            }}
          >
            <ButtonBase
              {...opens}
              sx={{
                flex: 1,
                minWidth: 0,
                gap: 1.25,
                p: 1,
                minHeight: 44,
                justifyContent: 'flex-start',
                textAlign: 'left',
                borderRadius: 2,
                color: 'text.primary',
              }}
            >
              <FileMark name={file.name} mediaType={file.mediaType} />
              <Box sx={{ minWidth: 0, flex: 1 }}>
                <Typography variant="body2" noWrap sx={{ fontWeight: 500 }} title={file.name}>
                  {file.name}
                </Typography>
                <Typography variant="caption" color="textSecondary">
                  {[notes[file.id], formatSize(file.size, language())].filter(Boolean).join(' · ')}
                </Typography>
              </Box>
            </ButtonBase>
            <Tooltip title={t('action.download')}>
              <IconButton
                component="a"
                href={file.url}
                download={file.name}
                aria-label={`${t('action.download')} ${file.name}`}
              >
                <DownloadOutlined fontSize="small" />
              </IconButton>
            </Tooltip>
          </Box>
        );
      })}
    </Box>
  );
}
