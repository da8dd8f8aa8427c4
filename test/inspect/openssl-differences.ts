/** A certificate of Debian's of which OpenSSL prints something else than we do, or which one of both does not read. */
interface Difference {
  /** As test/tools/debian-certificates names it. */
  readonly certificate: string;
  readonly because: string;
  /** Our lines in the one place where both differ. */
  readonly ours: readonly string[];
  /** OpenSSL's there; how many, where they are many. */
  readonly theirs: readonly string[] | number;
}

interface Refusal {
  readonly certificate: string;
  readonly because: string;
  readonly by: 'us' | 'openssl';
}

export const refusals: readonly Refusal[] = [
  {
    certificate: 'cryptography/x509/badasn1time.pem#0',
    because: 'its time is none: OpenSSL says so in the place of the time, and reads on',
    by: 'us',
  },
  {
    certificate: 'openssl/v3-cert1.pem#0',
    because: 'its times have a zone of their own, which DER forbids',
    by: 'us',
  },
  {
    certificate: 'cryptography/x509/custom/invalid_utf8_common_name.pem#0',
    because: 'its name is not in UTF-8: we show the rest, and what is wrong',
    by: 'openssl',
  },
  {
    certificate: 'cryptography/x509/custom/long-form-name-attribute.pem#0',
    because: 'its name has lengths that DER forbids: we show the rest, and what is wrong',
    by: 'openssl',
  },
];

const inBmpString = 'OpenSSL prints a notice in BMPString up to the first zero byte, of which every second is one';
const onOneLine = 'we keep bytes on their line: a line break among them would begin a line of a stranger’s';
const unknownLogSignature = 'OpenSSL shows no timestamp that is signed in a way it does not know';

const notice = (certificate: string, text: string): Difference => ({
  certificate,
  because: inBmpString,
  ours: [`                    Explicit Text: ${text}`],
  theirs: ['                    Explicit Text:'],
});

const bytes = (certificate: string, ...theirs: readonly string[]): Difference => ({
  certificate,
  because: onOneLine,
  ours: [theirs.join('.')],
  theirs,
});

const logEntry = (certificate: string, signature: string): Difference => ({
  certificate,
  because: unknownLogSignature,
  ours: [
    '                Signed Certificate Timestamp:',
    '                    Version   : v1 (0x0)',
    '                    Log ID    : A7:CE:4A:4E:62:07:E0:AD:DE:E5:FD:AA:4B:1F:86:76:',
    '                                87:67:B5:D0:02:A5:5D:47:31:0E:7E:67:0A:95:EA:B2',
    '                    Timestamp : Nov 17 01:56:25.396 2016 GMT',
    '                    Extensions: none',
    `                    Signature : ${signature}`,
    '                                30:45:02:21:00:B8:03:AD:34:F6:FC:0F:2C:FF:84:A0:',
    '                                86:E5:D7:CF:5A:F0:0A:07:62:6A:7F:B3:A6:44:64:F1:',
    '                                95:A4:48:45:11:02:20:2F:61:8D:53:1B:6F:4A:B8:0A:',
    '                                67:B2:07:E1:8F:6D:AD:D1:04:4A:5E:B3:89:EF:7C:60:',
    '                                C2:68:53:F9:3D:1F:6D',
  ],
  theirs: [
    '                .z.x.v...JNb.......K..v.g....]G1.~g',
    '......Xo........G0E.!....4...,.......Z.',
    '.bj...Dd...HE.. /a.S.oJ.',
    'g....m...J^...|`.hS.=.m',
  ],
});

const dhKey = (certificate: string, theirs: number): Difference => ({
  certificate,
  because: 'a key for Diffie-Hellman stands in the description by its OID and its bytes',
  ours: ['            Unable to load Public Key'],
  theirs,
});

export const differences: readonly Difference[] = [
  notice(
    'root 9a6ec012e1a7da9d',
    'Autoridad de Certificación Raíz de la ACCV (Agencia de Tecnología y Certificación Electrónica, CIF Q4601156E). CPS en http://www.accv.es',
  ),
  notice('root 57de0583efd2b26e', 'Paseo de la Bonanova 47 Barcelona 08017'),
  notice('root 04048028bf1f2864', 'Paseo de la Bonanova 47 Barcelona 08017'),
  bytes('root c0a6f4dc63a24bfd', '                0/0-...0...+......0...g*.....E...', 'V|.[x....S.....'),
  bytes('cryptography/x509/bigoid.pem#0', '                0..&+.....7.....F...>...', '...x...............d...'),
  bytes(
    'cryptography/x509/custom/invalid-sct-length.der',
    '                ......w.)<Q.T.9e..P.X...o.Xz)r......EG.x...f..J......H0F.!....|Pnq.&.H.....u.M}.:.M.~.',
    "r..@.!......S..7.[q_.(.u.]Kw..'.....N|r.w.oSv.1.1.....Q..w.......).....7.....f..Kp.....H0F.!.",
  ),
  bytes('openssl/certs/fake-gp.pem#0', '                0', '0......F..'),
  logEntry('cryptography/x509/badssl-sct-anonymous-sig.der', 'anonymous-SHA256'),
  logEntry('cryptography/x509/badssl-sct-none-hash.der', 'ECDSA-none'),
  {
    certificate: 'cryptography/x509/custom/inhibit_any_policy_negative.pem#0',
    because: 'no number of certificates is negative: it stands there with its problem',
    ours: ['                ...'],
    theirs: ['                -1'],
  },
  {
    certificate: 'cryptography/x509/san_edipartyname.der',
    because: 'OpenSSL does not read names of this kind, and we do not look into them',
    ours: ['                EdiPartyName:<unsupported>'],
    theirs: ['                0....', '..ediParty'],
  },
  dhKey('openssl/recipes/80-test_cms_data/dh-cert.pem#0', 21),
  dhKey('openssl/smime-certs/smdh.pem#0', 61),
];
