import { defineConfig } from 'prisma/config';

/** For Prisma's own command line (`prisma generate`, `prisma migrate deploy`); the system migrates by prisma/migrate.ts. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
});
