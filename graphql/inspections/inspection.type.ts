import type { InspectionFinding } from '../../prisma/client/client.ts';
import { builder } from '../builder.ts';
import { StoredFileType } from '../files/stored-file.type.ts';
import type { InspectionRow } from '../loaders.ts';

const InspectionFindingType = builder.objectRef<InspectionFinding>('InspectionFinding').implement({
  fields: (t) => ({
    position: t.exposeInt('position'),
    item: t.exposeString('item'),
    result: t.exposeString('result', { description: 'PASS, FAIL or NOT_APPLICABLE.' }),
    note: t.exposeString('note', { nullable: true }),
    photos: t.field({
      type: [StoredFileType],
      resolve: async ({ photoIds }, _, { load }) =>
        (await Promise.all(photoIds.map((id) => load.file(id)))).filter((file) => file !== null),
    }),
  }),
});

export const InspectionType = builder.objectRef<InspectionRow>('Inspection').implement({
  fields: (t) => ({
    decisionNumber: t.exposeString('decisionNumber', { nullable: true }),
    announcedAt: t.expose('announcedAt', { type: 'DateTime', nullable: true }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true }),
    publishedAt: t.expose('publishedAt', { type: 'DateTime', nullable: true }),
    findings: t.field({ type: [InspectionFindingType], resolve: ({ findings }) => findings }),
    minutes: t.field({
      type: StoredFileType,
      nullable: true,
      resolve: ({ minutesFileId }, _, { load }) => (minutesFileId ? load.file(minutesFileId) : null),
    }),
    conclusion: t.field({
      description: 'Shown to the inspected side once it is published.',
      type: StoredFileType,
      nullable: true,
      resolve: ({ conclusionFileId, publishedAt }, _, { load, viewer }) =>
        conclusionFileId && (viewer?.side === 'AGENCY' || publishedAt) ? load.file(conclusionFileId) : null,
    }),
  }),
});
