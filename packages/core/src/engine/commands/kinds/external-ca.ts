import { reasonOf } from '../../../problem.ts';
import type { ExternalCa } from '../../shapes/swarm.ts';
import { badValue } from '../problem.ts';
import { readCsvRecord } from './csv.ts';
import type { Inputs, Kind } from './kind.ts';
import { holdsPem } from './pem-file.ts';

/** External CAs, one for each time that the flag is given (docs/protocol.md §11.4). */
export const externalCas: Kind<readonly ExternalCa[]> = {
  name: 'external-ca',
  read: async (given, inputs, earlier = []) => [...earlier, await readExternalCa(given, inputs)],
};

const shape = 'protocol=cfssl,url=https://…/api/v1/cfssl/sign, with cacert=FILE if its root is not the swarm’s own';

async function readExternalCa(given: string, inputs: Inputs): Promise<ExternalCa> {
  let [protocol, url, caCert]: readonly (string | undefined)[] = [undefined, undefined, undefined];
  const options = new Map<string, string>();
  for (const field of readCsvRecord(given)) {
    const equals = field.indexOf('=');
    if (equals < 0) throw badValue(`invalid field '${field}' must be a key=value pair`, shape);
    const [key, value] = [field.slice(0, equals), field.slice(equals + 1)];
    switch (key.toLowerCase()) {
      case 'protocol':
        if (value.toLowerCase() !== 'cfssl') throw badValue(`unrecognized external CA protocol ${value}`, shape);
        protocol = 'cfssl';
        break;
      case 'url':
        url = value;
        break;
      case 'cacert':
        caCert = await readCaCert(value, inputs);
        break;
      default:
        options.set(key, value);
    }
  }
  if (protocol === undefined) throw badValue('the external-ca option needs a protocol= parameter', shape);
  if (url === undefined) throw badValue('the external-ca option needs a url= parameter', shape);
  return { Protocol: protocol, URL: url, Options: Object.fromEntries(options), CACert: caCert ?? '' };
}

async function readCaCert(path: string, inputs: Inputs): Promise<string> {
  let contents: string;
  try {
    contents = await inputs.readFile(path);
  } catch (error) {
    throw badValue(`unable to read CA cert for external CA: ${reasonOf(error)}`, shape);
  }
  if (!holdsPem(contents)) throw badValue('CA cert for external CA must be in PEM format', shape);
  return contents;
}

/** How external CAs are told: `cfssl: https://…, cfssl: https://…`. */
export function describeExternalCas(cas: readonly ExternalCa[]): string {
  return cas.map(({ Protocol, URL: url }) => `${Protocol}: ${url}`).join(', ');
}
