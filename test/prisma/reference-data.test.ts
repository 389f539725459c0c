import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  agencies,
  calendarDays,
  contractTemplates,
  demoAccounts,
  demoEnterprises,
  documentKind,
  documentKinds,
  loadDemoAccounts,
  loadReferenceData,
} from '../../prisma/reference-data/index.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

describe('reference data', () => {
  it('should be loaded any number of times, and leave what an administrator changed', async () => {
    const { db } = database;
    await db.calendarDay.update({ where: { date: '2027-09-03' }, data: { working: true, confirmed: true } });
    await loadReferenceData(db);
    await loadDemoAccounts(db);
    expect(await db.agency.count()).toBe(agencies.length);
    expect(await db.calendarDay.count()).toBe(calendarDays.length);
    expect(await db.contractTemplate.count()).toBe(contractTemplates.length);
    expect(await db.person.count()).toBe(demoAccounts.length);
    expect(await db.enterprise.count()).toBe(demoEnterprises.length);
    expect(await db.calendarDay.findUniqueOrThrow({ where: { date: '2027-09-03' } })).toMatchObject({
      working: true,
    });
  });

  it('should have each day once, with its legal basis, and swap a weekday for a Saturday only', () => {
    expect(new Set(calendarDays.map(({ date }) => date)).size).toBe(calendarDays.length);
    for (const { date, working, legalBasis, nameVi, nameEn } of calendarDays) {
      expect(legalBasis && nameVi && nameEn).toBeTruthy();
      const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
      if (working) expect(weekday, date).toBe(6);
    }
    // A proposal is not a decision.
    expect(calendarDays.some(({ date }) => date === '2026-11-23')).toBe(false);
    expect(calendarDays.find(({ date }) => date === '2026-11-24')).toMatchObject({
      working: false,
      confirmed: true,
    });
    expect(calendarDays.find(({ date }) => date === '2027-02-08')).toMatchObject({ confirmed: false });
  });

  it('should have each document kind once, with the abbreviations of Decree 30/2020', () => {
    expect(new Set(documentKinds.map(({ code }) => code)).size).toBe(documentKinds.length);
    expect(documentKind('QĐ')).toMatchObject({ vi: 'Quyết định', en: 'Decision' });
    expect(documentKind('XX')).toBeUndefined();
  });

  it('should name in a contract template every field that its text has, and no other', () => {
    for (const { body, fields } of contractTemplates) {
      const used = new Set([...body.matchAll(/\{\{(\w+)\}\}/g)].map(([, key]) => key));
      expect(new Set(fields.map(({ key }) => key))).toEqual(used);
    }
  });

  it('should have exactly the accounts of the contract', async () => {
    const people = await database.db.person.findMany({ orderBy: { username: 'asc' } });
    expect(
      people.map(({ username, roles, agencyCode, taxCode }) => [username, roles[0], agencyCode ?? taxCode]),
    ).toEqual([
      ['chuyenvien', 'CLERK', 'H26.01'],
      ['chuyenvien2', 'CLERK', 'H26.02'],
      ['doanhnghiep', 'MEMBER', '0199990011'],
      ['doanhnghiep2', 'MEMBER', '0199990029'],
      ['lanhdao', 'LEADER', 'H26.01'],
      ['lanhdao2', 'LEADER', 'H26.02'],
      ['portal', 'PORTAL', null],
      ['quantri', 'PROCESS_MANAGER', 'H26.01'],
      ['thanhtra', 'INSPECTOR', 'H26.01'],
      ['vanthu', 'RECORDS_OFFICER', 'H26.01'],
      ['vanthu2', 'RECORDS_OFFICER', 'H26.02'],
    ]);
  });
});
