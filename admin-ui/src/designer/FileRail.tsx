/** The files of the process, by kind, with what has been done to each. */
import AddOutlined from '@mui/icons-material/AddOutlined';
import CloseOutlined from '@mui/icons-material/CloseOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import Typography from '@mui/material/Typography';
import { type ChangeEvent, useRef, useState } from 'react';
import { useText } from '../i18n/provider.ts';
import { type FileChange, type FileKind, inOrder, kindOf, type ModelFile, mainFile } from './model-files.ts';

type Props = {
  files: readonly ModelFile[];
  changes: readonly FileChange[];
  errors: ReadonlyMap<string, number>;
  current: string;
  onOpen: (name: string) => void;
  onNew: (kind: FileKind) => void;
  onImport: (files: File[]) => void;
  onRemove: (name: string) => void;
};

const sections: readonly FileKind[] = ['bpmn', 'dmn', 'form'];

export function FileRail({ files, changes, errors, current, onOpen, onNew, onImport, onRemove }: Props) {
  const t = useText();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const make = (kind: FileKind) => () => {
    setAnchor(null);
    onNew(kind);
  };
  function take(event: ChangeEvent<HTMLInputElement>): void {
    onImport([...(event.target.files ?? [])]);
    event.target.value = '';
  }
  return (
    <Box
      component="nav"
      aria-label={t('designer.files')}
      sx={{
        width: 188,
        flexShrink: 0,
        display: 'flex',
        flexDirection: 'column',
        minHeight: 0,
        bgcolor: 'raised',
        borderRight: 1,
        borderColor: 'line',
      }}
    >
      <Box sx={{ flex: 1, overflowY: 'auto', px: 1, py: 1 }}>
        {sections.map((kind) => (
          <Section
            key={kind}
            kind={kind}
            files={inOrder(files).filter(({ name }) => kindOf(name) === kind)}
            {...{ changes, errors, current, onOpen, onRemove }}
          />
        ))}
      </Box>
      <Box sx={{ p: 1, borderTop: 1, borderColor: 'line' }}>
        <Button
          fullWidth
          size="small"
          startIcon={<AddOutlined />}
          aria-haspopup="menu"
          onClick={(event) => setAnchor(event.currentTarget)}
        >
          {t('designer.addFile')}
        </Button>
        <Menu
          anchorEl={anchor}
          open={anchor !== null}
          onClose={() => setAnchor(null)}
          anchorOrigin={{ vertical: 'top', horizontal: 'left' }}
          transformOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        >
          <MenuItem onClick={make('form')}>{t('designer.addForm')}</MenuItem>
          <MenuItem onClick={make('dmn')}>{t('designer.addDecision')}</MenuItem>
          <MenuItem onClick={make('bpmn')}>{t('designer.addProcess')}</MenuItem>
          <MenuItem
            onClick={() => {
              setAnchor(null);
              input.current?.click();
            }}
          >
            {t('designer.importFile')}
          </MenuItem>
        </Menu>
        <input
          ref={input}
          type="file"
          hidden
          multiple
          accept=".bpmn,.dmn,.form"
          onChange={take}
          data-testid="import-files"
        />
      </Box>
    </Box>
  );
}

type SectionProps = Pick<Props, 'files' | 'changes' | 'errors' | 'current' | 'onOpen' | 'onRemove'> & {
  kind: FileKind;
};

function Section({ kind, files, changes, errors, current, onOpen, onRemove }: SectionProps) {
  const t = useText();
  if (files.length === 0) return null;
  return (
    <Box sx={{ mb: 1.5 }}>
      <Typography
        variant="overline"
        component="h2"
        color="text.secondary"
        sx={{ px: 1, display: 'block', mb: 0.25 }}
      >
        {t(`designer.fileKind.${kind}`)}
      </Typography>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {files.map(({ name }) => {
          const change = changes.find((each) => each.name === name)?.change;
          const faults = errors.get(name) ?? 0;
          const isCurrent = name === current;
          return (
            <Box
              component="li"
              key={name}
              sx={{
                position: 'relative',
                borderRadius: 2,
                bgcolor: isCurrent ? 'tone.accent.fill' : 'transparent',
                '&:hover': { bgcolor: isCurrent ? 'tone.accent.fill' : 'sunken' },
                '& .remove': { opacity: 0 },
                '&:hover .remove, & .remove:focus-visible': { opacity: 1 },
              }}
            >
              <Box
                component="button"
                type="button"
                onClick={() => onOpen(name)}
                aria-current={isCurrent ? 'true' : undefined}
                title={name}
                sx={{
                  all: 'unset',
                  boxSizing: 'border-box',
                  width: '100%',
                  cursor: 'pointer',
                  px: 1,
                  py: 0.75,
                  pr: 3.5,
                  borderRadius: 2,
                  fontSize: '0.8125rem',
                  fontWeight: isCurrent ? 600 : 400,
                  color: isCurrent ? 'tone.accent.text' : 'text.primary',
                  '&:focus-visible': {
                    outline: '2px solid',
                    outlineColor: 'primary.main',
                    outlineOffset: -2,
                  },
                }}
              >
                <Box component="span" sx={{ display: 'block', overflowWrap: 'anywhere', lineHeight: 1.35 }}>
                  {shortName(name)}
                </Box>
                {(change !== undefined || faults > 0) && (
                  <Box component="span" sx={{ display: 'block', fontSize: '0.75rem', fontWeight: 500 }}>
                    {faults > 0 && (
                      <Box component="span" sx={{ color: 'error.main', mr: 1 }}>
                        {t('designer.fileErrors', { smart_count: faults })}
                      </Box>
                    )}
                    {change !== undefined && (
                      <Box component="span" sx={{ color: 'text.secondary' }}>
                        {t(change === 'added' ? 'designer.fileAdded' : 'designer.fileChanged')}
                      </Box>
                    )}
                  </Box>
                )}
              </Box>
              {name !== mainFile && (
                <IconButton
                  className="remove"
                  size="small"
                  aria-label={t('designer.removeFile', { name })}
                  onClick={() => onRemove(name)}
                  sx={{ position: 'absolute', top: 2, right: 2, p: 0.5 }}
                >
                  <CloseOutlined sx={{ fontSize: 16 }} />
                </IconButton>
              )}
            </Box>
          );
        })}
      </Box>
    </Box>
  );
}

/** Without folder and ending: the heading above says the same. */
function shortName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1, name.lastIndexOf('.'));
}
