import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { Contract, ContractParty } from '../api/types.ts';
import { useText } from '../i18n/provider.ts';
import { FactList } from '../parts/FactList.tsx';
import { FileList } from '../parts/FileList.tsx';
import { Panel } from '../parts/Panel.tsx';
import { ToneChip } from '../parts/ToneChip.tsx';
import { formatDateTime } from '../time/format.ts';

/** The parties of a contract in the order in which they sign. */
export function ContractPanel({ contract }: { contract: Contract }) {
  const t = useText();
  const parties = [...contract.parties].sort((a, b) => a.position - b.position);
  const values = Object.entries(contract.values).filter(
    ([, value]) => value !== null && typeof value !== 'object',
  );
  return (
    <Panel
      title={t('document.parties')}
      note={
        contract.sealedAt === null ? undefined : (
          <ToneChip tone="success">
            {t('document.sealed', { at: formatDateTime(contract.sealedAt) })}
          </ToneChip>
        )
      }
    >
      <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 1.5 }}>
        {parties.map((party) => (
          <Box
            component="li"
            key={party.position}
            sx={{ display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: 1.5 }}
          >
            <Box
              role="img"
              aria-label={t('document.partyOrder', { position: party.position })}
              sx={{
                width: 28,
                height: 28,
                flexShrink: 0,
                borderRadius: '50%',
                display: 'grid',
                placeItems: 'center',
                fontSize: '0.8125rem',
                fontWeight: 600,
                bgcolor: 'sunken',
              }}
            >
              {party.position}
            </Box>
            <Box sx={{ flex: '1 1 200px', minWidth: 0 }}>
              <Typography variant="body2" sx={{ fontWeight: 500 }}>
                {party.name}
              </Typography>
              <Typography variant="caption" color="textSecondary">
                {[party.signer?.name, party.agency?.code ?? party.enterprise?.taxCode]
                  .filter(Boolean)
                  .join(' · ')}
              </Typography>
            </Box>
            <PartyState party={party} />
          </Box>
        ))}
      </Box>
      {contract.signedFile !== null && (
        <Box sx={{ mt: 2 }}>
          <Typography variant="subtitle2" sx={{ mb: 0.5 }}>
            {t('document.signedFile')}
          </Typography>
          <FileList files={[contract.signedFile]} />
        </Box>
      )}
      {values.length > 0 && (
        <Box sx={{ mt: 2 }}>
          <Typography variant="subtitle2" sx={{ mb: 1 }}>
            {t('document.contractValues')}
          </Typography>
          <FactList columns={2} facts={values.map(([label, value]) => ({ label, value: String(value) }))} />
        </Box>
      )}
    </Panel>
  );
}

function PartyState({ party }: { party: ContractParty }) {
  const t = useText();
  if (party.declinedAt !== null)
    return (
      <ToneChip tone="danger">
        {t('document.partyDeclined', { at: formatDateTime(party.declinedAt) })}
      </ToneChip>
    );
  if (party.signedAt !== null)
    return (
      <ToneChip tone="success">{t('document.partySigned', { at: formatDateTime(party.signedAt) })}</ToneChip>
    );
  return <ToneChip tone="neutral">{t('document.partyWaiting')}</ToneChip>;
}
