import type { Finding, Report } from '@swarmpki/core/inspect/report';

/** What has come, and what has gone. */
export interface Changes {
  readonly came: readonly Finding[];
  readonly went: readonly Finding[];
  /** Sources in which something was found for the first time, or no longer is. */
  readonly newSources: readonly string[];
  readonly goneSources: readonly string[];
}

/** What is otherwise in a report than in the one before. A finding that has moved in its source is the same. */
export function changesBetween(before: Report, after: Report): Changes {
  const [old, now] = [keysOf(before), keysOf(after)];
  const [oldSources, sources] = [namesOf(before), namesOf(after)];
  return {
    came: after.findings.filter((finding) => !old.has(keyOf(finding))),
    went: before.findings.filter((finding) => !now.has(keyOf(finding))),
    newSources: [...sources].filter((name) => !oldSources.has(name)),
    goneSources: [...oldSources].filter((name) => !sources.has(name)),
  };
}

function keysOf({ findings }: Report): ReadonlySet<string> {
  return new Set(findings.map(keyOf));
}

/** Reasons with a span of time in them change by themselves. */
function keyOf({ code, place, reason }: Finding): string {
  return JSON.stringify([
    code,
    place.source,
    place.within,
    reason.replaceAll(/\d+ (year|day|hour|minute)s?\b|\d+ %/g, ''),
  ]);
}

function namesOf({ sources }: Report): ReadonlySet<string> {
  return new Set(sources.map(({ name }) => name));
}
