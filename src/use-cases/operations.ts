import type { ApplyResult } from './world/apply-world.js';
import type { MadeApiKey } from './world/api-keys.js';
import type { BlockFilter, LiftBlockInput, SetBlock, SetBlockInput } from './access/blocks.js';
import type { Block } from '../model/block.js';
import type { DataSource } from '../model/data-source.js';
import type { LookupTable } from '../model/raw-tables.js';
import type { TagProposal } from '../model/tag-proposal.js';
import type { ProposalDecision } from './sync/decide-proposal.js';
import type { Watched } from './sync/observe-schemas.js';
import type { Reviewed, ReviewInput } from './sync/review-columns.js';
import type { Settings } from '../model/settings.js';
import type { AcknowledgeInput, Acknowledged } from './access/acknowledge-purpose.js';
import type { SwitchInput, Switched } from './access/switch-project.js';
import type { Dialect } from '../sql/dialect.js';
import type { WorldText } from '../files/read-world.js';
import type { Explanation } from './access/explain.js';
import type { WhoCan } from './access/who-can.js';
import type { RedshiftDesired, RedshiftDesiredInput } from './redshift/redshift-desired.js';
import type { DecideInput } from './access/decide-request.js';
import type { ListedSubscription, SubscriptionFilter } from './access/list-subscriptions.js';
import type { RequestInput, SubscriptionState } from './access/request-access.js';
import type { ExportInput, ExportedWorld } from './world/export-world.js';
import type { DeadLetter, WebhookStatus } from '../webhooks/queue.js';
import type { SyncInput, SyncResult } from './sync/sync-world.js';
import type { TrinoView, TrinoViewsInput } from './views/trino-views.js';
import type { Revoked, RevokeInput } from './access/revoke-subscription.js';

/**
 * What an operator can ask of a store: of the process that has it open, or of this one. Inputs and results are plain
 * JSON, so that it makes no difference which.
 */
export interface Operations {
  /** Creates and replaces what the files describe, all of it or nothing; `prune` removes everything else. */
  apply(input: {
    readonly files: readonly WorldText[];
    readonly prune: boolean;
    /** Whether `prune` may remove more than a tenth of the world. */
    readonly allowRemovals?: boolean | undefined;
    readonly actor: string;
  }): Promise<ApplyResult>;
  /** The whole world as one world file, the same bytes for the same world; secrets are not in it. */
  exportWorld(input: ExportInput): Promise<ExportedWorld>;
  /**
   * Takes in a world, also one in which policies cannot be enforced: these are told as warnings. `prune` makes it all there is,
   * which goes further than that of `apply`.
   */
  importWorld(input: {
    readonly files: readonly WorldText[];
    readonly prune: boolean;
    /** Whether `prune` may remove more than a tenth of the world. */
    readonly allowRemovals?: boolean | undefined;
    readonly actor: string;
  }): Promise<ApplyResult>;
  /** Creates and replaces data sources, keeping tags, owners and comments that people gave. */
  registerDataSources(input: {
    readonly dataSources: readonly DataSource[];
    readonly remove: readonly string[];
    readonly actor: string;
  }): Promise<ApplyResult>;
  /** What is monitored, and what is registered over it. */
  monitoring(): Promise<Pick<Watched, 'monitored' | 'dataSources'>>;
  /** Brings data sources up to what was read of their schemas. */
  sync(input: SyncInput): Promise<SyncResult>;
  reviewColumns(input: ReviewInput): Promise<Reviewed>;
  tagProposals(input: {
    readonly status?: TagProposal['status'] | undefined;
  }): Promise<readonly TagProposal[]>;
  decideTagProposal(input: ProposalDecision): Promise<TagProposal>;
  explain(input: {
    readonly user: string;
    readonly dataSource: string;
    readonly project?: string | undefined;
  }): Promise<Explanation>;
  /** Counts who sees what of a data source, or of one of its columns. */
  whoCan(input: { readonly dataSource: string; readonly column?: string | undefined }): Promise<WhoCan>;
  /** The SQL by which a user reads a data source, in the dialect of its platform. */
  view(input: {
    readonly user: string;
    readonly dataSource: string;
    readonly dialect?: Dialect | undefined;
  }): Promise<{ readonly sql: string }>;
  /** Views that a Trino should take: of each data source one in clear, and one with all masks and filters. */
  trinoViews(input: TrinoViewsInput): Promise<readonly TrinoView[]>;
  settings(): Promise<Settings>;
  /** The key of hash masks, for the table that holds it, by its version in the settings. */
  hashKey(input: { readonly version: number }): Promise<string>;
  dataSources(): Promise<readonly DataSource[]>;
  lookupTables(): Promise<readonly LookupTable[]>;
  /** Makes a key of the API that may do everything; nobody is shown it again. */
  createAdminKey(input: {
    readonly name: string;
    readonly actor: string;
    readonly another: boolean;
  }): Promise<MadeApiKey>;
  requestAccess(input: RequestInput): Promise<SubscriptionState>;
  decideRequest(input: DecideInput): Promise<SubscriptionState>;
  revokeSubscription(input: RevokeInput): Promise<Revoked>;
  subscriptions(input: SubscriptionFilter): Promise<readonly ListedSubscription[]>;
  setBlock(input: SetBlockInput): Promise<SetBlock>;
  liftBlock(input: LiftBlockInput): Promise<Block>;
  blocks(input: BlockFilter): Promise<readonly Block[]>;
  /** How each webhook fares. */
  webhooks(): Promise<readonly WebhookStatus[]>;
  deadLetters(input: {
    readonly webhook?: string | undefined;
    readonly limit: number;
  }): Promise<readonly DeadLetter[]>;
  /** Forgets a webhook with all that waits for it. */
  removeWebhook(input: { readonly webhook: string }): Promise<{ readonly removed: boolean }>;
  /** Has events sent again that were given up: those of a webhook, or with an id, or all. */
  reviveDeadLetters(input: {
    readonly webhook?: string | undefined;
    readonly id?: string | undefined;
  }): Promise<{ readonly revived: number }>;
  switchProject(input: SwitchInput): Promise<Switched>;
  acknowledgePurpose(input: AcknowledgeInput): Promise<Acknowledged>;
  /** What a Redshift cluster should hold. */
  redshiftDesired(input: RedshiftDesiredInput): Promise<RedshiftDesired>;
}
