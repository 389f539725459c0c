import ExpandMoreOutlined from '@mui/icons-material/ExpandMoreOutlined';
import Button from '@mui/material/Button';
import ListItemText from '@mui/material/ListItemText';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import type { DefinitionRow } from '../api/types.ts';
import { useText } from '../i18n/provider.ts';
import { formatDateTime } from '../time/format.ts';
import { designerPath } from './paths.ts';

type Props = { versions: readonly DefinitionRow[]; current: number };

/** The versions, newest first; each opens as it was deployed. */
export function VersionMenu({ versions, current }: Props) {
  const t = useText();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const sorted = versions.toSorted((a, b) => b.version - a.version);
  const newest = sorted[0]?.version;
  return (
    <>
      <Button
        size="small"
        variant="outlined"
        endIcon={<ExpandMoreOutlined />}
        aria-haspopup="menu"
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ flexShrink: 0, fontWeight: 500 }}
      >
        {t('process.version', { version: current })}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {sorted.map(({ key, version, deployedAt, instances }) => (
          <MenuItem
            key={version}
            component={Link}
            to={version === newest ? designerPath(key) : designerPath(key, version)}
            selected={version === current}
            onClick={() => setAnchor(null)}
          >
            <ListItemText
              primary={`${t('process.version', { version })}${version === newest ? ` (${t('designer.versionLatest')})` : ''}`}
              secondary={`${formatDateTime(deployedAt)} · ${t('designer.versionActive', { smart_count: instances.active })}`}
              slotProps={{
                primary: { sx: { fontSize: '0.875rem', fontWeight: 600 } },
                secondary: { sx: { fontSize: '0.8125rem' } },
              }}
            />
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
