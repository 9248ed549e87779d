import { fitName, fitText } from '../base/input.js';
import type { DecisionRow } from './audit-store.js';
import type { DecisionRecord, OperationObject } from './decision-record.js';
import type { Kept } from './shown-document.js';

const nothing = {
  user: null,
  by: null,
  dataSource: null,
  because: null,
  shown: null,
  answer: null,
  revision: null,
  project: null,
  purposes: [],
  requestId: null,
} as const;

/**
 * A decision as it is stored, with the documents that it refers to. Trino asks about every name that somebody writes in a query, also about
 * those that cannot be stored.
 * @param at when it was made
 * @param id a UUID
 */
export function rowOf(
  record: DecisionRecord,
  at: Date,
  id: string,
): { readonly row: DecisionRow; readonly kept: readonly Kept[] } {
  const common = { ...nothing, id, at, lastAt: at, times: 1, occasion: record.for, client: record.client };
  switch (record.for) {
    case 'who-can':
    case 'plan': {
      const { decisions, supposed } = record;
      const dataSource = record.for === 'who-can' ? record.dataSource : null;
      return {
        row: { ...common, dataSource, outcome: 'counted', details: withoutMissing({ decisions, supposed }) },
        kept: [],
      };
    }
    case 'operation': {
      const { user, operation, on, object, allowed, because, requestId = null } = record;
      const outcome = allowed ? 'allowed' : 'denied';
      return {
        row: {
          ...common,
          user: fitName(user),
          ...{ outcome, because: fitText(because), requestId },
          details: withoutMissing({ operation, on: fitText(on), object: object && fitObject(object) }),
        },
        kept: [],
      };
    }
    default: {
      const { user, by = null, dataSource, revision, answer, requestId = null, supposed, age } = record;
      const { kind, access, shown, project, purposes } = record.decision;
      return {
        row: {
          ...common,
          ...{ user: fitName(user), by, dataSource, revision, requestId, project, purposes },
          outcome: kind,
          because: access.because,
          shown: shown?.digest ?? null,
          answer: answer?.digest ?? null,
          details: withoutMissing({ supposed, ...(age !== undefined && { fromMemory: true }) }),
        },
        kept: [shown, answer].filter((one) => one !== undefined),
      };
    }
  }
}

const fitObject = ({ parts, columns }: OperationObject): OperationObject => ({
  parts: parts.map(fitName),
  ...(columns !== undefined && { columns: columns.map(fitName) }),
});

const withoutMissing = (details: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
