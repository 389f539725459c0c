/** Reference data and demo accounts, and how they get into the database. */
import type { PrismaClient } from '../client/client.ts';
import { agencies } from './agencies.ts';
import { calendarDays } from './calendar.ts';
import { contractTemplates } from './contract-templates.ts';
import { demoAccounts, demoEnterprises, demoMail } from './demo-accounts.ts';

export { type AgencyData, agencies } from './agencies.ts';
export { type CalendarDayData, calendarDays } from './calendar.ts';
export { type ContractTemplateData, contractTemplates, type TemplateField } from './contract-templates.ts';
export { type DemoAccount, type DemoEnterprise, demoAccounts, demoEnterprises } from './demo-accounts.ts';
export { type DocumentKind, documentKind, documentKinds } from './document-kinds.ts';

/** Adds what is missing. Rows that are there stay: an administrator may have changed them. */
export async function loadReferenceData(db: PrismaClient): Promise<void> {
  await db.$transaction([
    db.agency.createMany({ data: [...agencies], skipDuplicates: true }),
    db.calendarDay.createMany({ data: [...calendarDays], skipDuplicates: true }),
    db.contractTemplate.createMany({
      data: contractTemplates.map((template) => ({
        ...template,
        fields: JSON.parse(JSON.stringify(template.fields)),
      })),
      skipDuplicates: true,
    }),
  ]);
}

/** Adds the demo enterprises and accounts that are missing; needs the reference data. */
export async function loadDemoAccounts(db: PrismaClient): Promise<void> {
  await db.$transaction([
    db.enterprise.createMany({ data: [...demoEnterprises], skipDuplicates: true }),
    db.person.createMany({
      data: demoAccounts.map((account) => ({ ...account, email: demoMail(account) })),
      skipDuplicates: true,
    }),
  ]);
}
