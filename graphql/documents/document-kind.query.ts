import { type DocumentKind, documentKinds } from '../../prisma/reference-data/index.ts';
import { builder } from '../builder.ts';
import { asLanguage } from '../language.ts';

const DocumentKindType = builder.objectRef<DocumentKind>('DocumentKind').implement({
  description: 'Kinds of administrative documents: Decree 30/2020/NĐ-CP, art. 7.',
  fields: (t) => ({
    code: t.exposeString('code'),
    name: t.string({
      args: { language: t.arg.string({ defaultValue: 'vi' }) },
      resolve: (kind, { language }) => kind[asLanguage(language)],
    }),
  }),
});

builder.queryField('documentKinds', (t) =>
  t.field({ type: [DocumentKindType], resolve: () => [...documentKinds] }),
);
