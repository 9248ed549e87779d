import type { Decision } from '../policy/decision.js';
import type { Kept } from './shown-document.js';

/** What a question supposed, where it was not about the stored world as it is now. */
interface Supposing {
  /** Each supposition, in words. */
  readonly supposed?: readonly string[] | undefined;
}

/** Why a decision was made, and for whom. */
export interface Occasion extends Supposing {
  /**
   * `view`: a query reads the view; `in-place`: one reads the raw table; `show`: an operator reads the view's SQL; `preview`: an
   * operator runs a query as the person would see it; `explain`: somebody asks
   * for the reasons; `audit`: a query that failed, or one of Redshift, is recorded with what was decided.
   */
  readonly for: 'view' | 'in-place' | 'show' | 'preview' | 'explain' | 'audit';
  /** Who asked: the Trino client that vouched for the person, `api` or `operator`. */
  readonly client: string;
  /** The actor of the API who asked about the person. */
  readonly by?: string | undefined;
  /** The request for which it was decided, where the caller's side counts them. */
  readonly requestId?: string | undefined;
}

/** What is recorded of a decision: what it shows as a document that is kept once, and none of its reports on policies. */
export interface RecordedDecision {
  readonly kind: Decision['kind'];
  readonly access: Pick<Decision['access'], 'because'>;
  /** Why it is closed. */
  readonly problems?: readonly string[] | undefined;
  /** What it shows; undefined where the data source does not exist for the person. */
  readonly shown?: Kept | undefined;
  /** The project in which the person worked; null outside of projects. */
  readonly project: string | null;
  /** The purposes under which the person acted. */
  readonly purposes: readonly string[];
}

/** What was decided on a person, for the operator's record: also what the caller is not told. */
export interface PersonRecord extends Occasion {
  readonly user: string;
  readonly dataSource: string;
  readonly decision: RecordedDecision;
  /** The revision of the world that was decided from. */
  readonly revision: number;
  /** What Trino was answered for it: the SQL of the view, or filters or masks. An event of Trino contains it again. */
  readonly answer?: Kept | undefined;
  /** Seconds for which the store had not confirmed what was decided from; only while it could not be reached. */
  readonly age?: number | undefined;
}

/** That decisions on all users were made, one for each kind of them, to count who sees what. */
interface SurveyRecord extends Supposing {
  readonly for: 'who-can';
  readonly client: string;
  readonly dataSource: string;
  /** Decisions made, those after what people could do by themselves included. */
  readonly decisions: number;
}

/** That decisions on all users were made in two worlds, one for each class of them, to tell what a change does. */
interface ComparisonRecord extends Supposing {
  readonly for: 'plan';
  /** Who asked. */
  readonly client: string;
  readonly decisions: number;
}

/** A table or a function that an operation is about. */
export interface OperationObject {
  readonly parts: readonly string[];
  /** The columns of the table that it is about. */
  readonly columns?: readonly string[] | undefined;
}

/** Whether a person may do something in a Trino, and why. Trino can tell its user only that it was denied. */
export interface OperationRecord {
  readonly for: 'operation';
  /** The name of the cluster. */
  readonly client: string;
  readonly user: string;
  /** Trino's name of the operation. */
  readonly operation: string;
  /** What it is about, in words; empty if it is about nothing. */
  readonly on: string;
  /** The table or function, by which queries are joined with the record: words can be read in several ways. */
  readonly object?: OperationObject | undefined;
  readonly allowed: boolean;
  readonly because: string;
  readonly requestId?: string | undefined;
}

/** What is put on record before anybody is answered. */
export type DecisionRecord = PersonRecord | SurveyRecord | ComparisonRecord | OperationRecord;
