import type { Certificate } from '../../x509/certificate.ts';
import type { Item } from '../items/item.ts';
import { issuedItself } from '../relations/chains.ts';
import { groupBy } from '../relations/group.ts';
import type { ReadCertificate } from '../relations/read.ts';
import type { IssuedBy, ItemIndex, Relation } from '../relations/relation.ts';
import type { Source } from '../source.ts';
import type { Finding } from './finding.ts';
import type { FindingCode } from './catalogue.ts';
import type { LiveSwarm } from './live-swarm.ts';

/** What rules look at: all that was given, and how it belongs together. Each question that several ask is answered once. */
export class Material {
  readonly sources: readonly Source[];
  readonly items: readonly Item[];
  /** Those among the items that can be read strictly. */
  readonly certificates: readonly ReadCertificate[];
  readonly relations: readonly Relation[];
  /** ms since epoch */
  readonly now: number;
  /** How long before its end a certificate that nobody renews by itself is spoken of, ms. */
  readonly soon: number;
  /** Swarms that somebody watches; mostly none. */
  readonly swarms: readonly LiveSwarm[];

  readonly #certificateAt: ReadonlyMap<ItemIndex, Certificate>;
  readonly #issuedBy: ReadonlyMap<ItemIndex, IssuedBy>;
  readonly #certificatesIn: ReadonlyMap<string, readonly ReadCertificate[]>;
  readonly #itemsIn: ReadonlyMap<string, readonly Item[]>;
  readonly #sources: ReadonlyMap<string, Source>;

  constructor(given: Pick<Material, 'sources' | 'items' | 'certificates' | 'relations' | 'now' | 'soon' | 'swarms'>) {
    this.sources = given.sources;
    this.items = given.items;
    this.certificates = given.certificates;
    this.relations = given.relations;
    this.now = given.now;
    this.soon = given.soon;
    this.swarms = given.swarms;
    this.#certificateAt = new Map(given.certificates.map(({ index, certificate }) => [index, certificate]));
    this.#issuedBy = new Map(this.related('issued-by').map((each) => [each.certificate, each]));
    this.#certificatesIn = groupBy(given.certificates, ({ item }) => item.place.source);
    this.#itemsIn = groupBy(given.items, ({ place }) => place.source);
    this.#sources = new Map(given.sources.map((source) => [source.name, source]));
  }

  /** The relations of one kind. */
  related<Kind extends Relation['kind']>(kind: Kind): readonly Extract<Relation, { readonly kind: Kind }>[] {
    return this.relations.filter((each): each is Extract<Relation, { readonly kind: Kind }> => each.kind === kind);
  }

  certificateAt(index: ItemIndex | undefined): Certificate | undefined {
    return index === undefined ? undefined : this.#certificateAt.get(index);
  }

  issuedBy(index: ItemIndex): IssuedBy | undefined {
    return this.#issuedBy.get(index);
  }

  /** Whether a certificate is signed by its own key. */
  isSelfSigned(index: ItemIndex): boolean {
    const by = this.#issuedBy.get(index);
    return by !== undefined && issuedItself(by);
  }

  source(name: string): Source | undefined {
    return this.#sources.get(name);
  }

  /** In their order. */
  certificatesIn(source: string): readonly ReadCertificate[] {
    return this.#certificatesIn.get(source) ?? [];
  }

  /** In their order. */
  itemsIn(source: string): readonly Item[] {
    return this.#itemsIn.get(source) ?? [];
  }
}

/** One thing that can be wrong, sought for in everything. Linear in what it is given. */
export type Rule = (material: Material) => Iterable<Finding<FindingCode>>;
