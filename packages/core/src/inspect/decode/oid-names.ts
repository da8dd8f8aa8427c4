/**
 * Object identifiers with the names that OpenSSL gives them, a line for each: dotted, short, and long where that differs.
 * Whoever searches for a certificate's text finds these.
 */
const opensslNames = `
0.9.2342.19200300.100.1.1 UID userId
0.9.2342.19200300.100.1.3 mail rfc822Mailbox
0.9.2342.19200300.100.1.25 DC domainComponent
0.9.2342.19200300.100.1.44 uid uniqueIdentifier
1.2.156.10197.1.301 SM2 sm2
1.2.156.10197.1.401 SM3 sm3
1.2.156.10197.1.501 SM2-SM3 SM2-with-SM3
1.2.156.10197.1.504 RSA-SM3 sm3WithRSAEncryption
1.2.643.2.2.3 id-GostR3411-94-with-GostR3410-2001 GOST R 34.11-94 with GOST R 34.10-2001
1.2.643.2.2.4 id-GostR3411-94-with-GostR3410-94 GOST R 34.11-94 with GOST R 34.10-94
1.2.643.2.2.9 md_gost94 GOST R 34.11-94
1.2.643.2.2.19 gost2001 GOST R 34.10-2001
1.2.643.2.2.20 gost94 GOST R 34.10-94
1.2.643.3.131.1.1 INN
1.2.643.7.1.1.1.1 gost2012_256 GOST R 34.10-2012 with 256 bit modulus
1.2.643.7.1.1.1.2 gost2012_512 GOST R 34.10-2012 with 512 bit modulus
1.2.643.7.1.1.2.2 md_gost12_256 GOST R 34.11-2012 with 256 bit hash
1.2.643.7.1.1.2.3 md_gost12_512 GOST R 34.11-2012 with 512 bit hash
1.2.643.7.1.1.3.2 id-tc26-signwithdigest-gost3410-2012-256 GOST R 34.10-2012 with GOST R 34.11-2012 (256 bit)
1.2.643.7.1.1.3.3 id-tc26-signwithdigest-gost3410-2012-512 GOST R 34.10-2012 with GOST R 34.11-2012 (512 bit)
1.2.643.100.1 OGRN
1.2.643.100.3 SNILS
1.2.643.100.5 OGRNIP
1.2.643.100.111 subjectSignTool Signing Tool of Subject
1.2.643.100.112 issuerSignTool Signing Tool of Issuer
1.2.840.10040.2.1 holdInstructionNone Hold Instruction None
1.2.840.10040.2.2 holdInstructionCallIssuer Hold Instruction Call Issuer
1.2.840.10040.2.3 holdInstructionReject Hold Instruction Reject
1.2.643.100.113 classSignTool Class of Signing Tool
1.2.643.100.113.1 classSignToolKC1 Class of Signing Tool KC1
1.2.643.100.113.2 classSignToolKC2 Class of Signing Tool KC2
1.2.643.100.113.3 classSignToolKC3 Class of Signing Tool KC3
1.2.643.100.113.4 classSignToolKB1 Class of Signing Tool KB1
1.2.643.100.113.5 classSignToolKB2 Class of Signing Tool KB2
1.2.643.100.113.6 classSignToolKA1 Class of Signing Tool KA1
1.2.840.10040.4.1 DSA dsaEncryption
1.2.840.10040.4.3 DSA-SHA1 dsaWithSHA1
1.2.840.10045.1.1 prime-field
1.2.840.10045.1.2 characteristic-two-field
1.2.840.10045.2.1 id-ecPublicKey
1.2.840.10045.3.1.1 prime192v1
1.2.840.10045.3.1.2 prime192v2
1.2.840.10045.3.1.3 prime192v3
1.2.840.10045.3.1.4 prime239v1
1.2.840.10045.3.1.5 prime239v2
1.2.840.10045.3.1.6 prime239v3
1.2.840.10045.3.1.7 prime256v1
1.2.840.10045.4.1 ecdsa-with-SHA1
1.2.840.10045.4.2 ecdsa-with-Recommended
1.2.840.10045.4.3.1 ecdsa-with-SHA224
1.2.840.10045.4.3.2 ecdsa-with-SHA256
1.2.840.10045.4.3.3 ecdsa-with-SHA384
1.2.840.10045.4.3.4 ecdsa-with-SHA512
1.2.840.10046.2.1 dhpublicnumber X9.42 DH
1.2.840.113549.1.1.1 rsaEncryption
1.2.840.113549.1.1.2 RSA-MD2 md2WithRSAEncryption
1.2.840.113549.1.1.3 RSA-MD4 md4WithRSAEncryption
1.2.840.113549.1.1.4 RSA-MD5 md5WithRSAEncryption
1.2.840.113549.1.1.5 RSA-SHA1 sha1WithRSAEncryption
1.2.840.113549.1.1.6 rsaOAEPEncryptionSET
1.2.840.113549.1.1.7 RSAES-OAEP rsaesOaep
1.2.840.113549.1.1.8 MGF1 mgf1
1.2.840.113549.1.1.9 PSPECIFIED pSpecified
1.2.840.113549.1.1.10 RSASSA-PSS rsassaPss
1.2.840.113549.1.1.11 RSA-SHA256 sha256WithRSAEncryption
1.2.840.113549.1.1.12 RSA-SHA384 sha384WithRSAEncryption
1.2.840.113549.1.1.13 RSA-SHA512 sha512WithRSAEncryption
1.2.840.113549.1.1.14 RSA-SHA224 sha224WithRSAEncryption
1.2.840.113549.1.1.15 RSA-SHA512/224 sha512-224WithRSAEncryption
1.2.840.113549.1.1.16 RSA-SHA512/256 sha512-256WithRSAEncryption
1.2.840.113549.1.7.1 pkcs7-data
1.2.840.113549.1.7.2 pkcs7-signedData
1.2.840.113549.1.7.3 pkcs7-envelopedData
1.2.840.113549.1.7.6 pkcs7-encryptedData
1.2.840.113549.1.9.1 emailAddress
1.2.840.113549.1.9.2 unstructuredName
1.2.840.113549.1.9.7 challengePassword
1.2.840.113549.1.9.8 unstructuredAddress
1.2.840.113549.1.9.14 extReq Extension Request
1.2.840.113549.1.9.20 friendlyName
1.2.840.113549.1.9.21 localKeyID
1.2.840.113549.2.2 MD2 md2
1.2.840.113549.2.4 MD4 md4
1.2.840.113549.2.5 MD5 md5
1.3.6.1.4.1.311.2.1.21 msCodeInd Microsoft Individual Code Signing
1.3.6.1.4.1.311.2.1.22 msCodeCom Microsoft Commercial Code Signing
1.3.6.1.4.1.311.10.3.1 msCTLSign Microsoft Trust List Signing
1.3.6.1.4.1.311.10.3.3 msSGC Microsoft Server Gated Crypto
1.3.6.1.4.1.311.10.3.4 msEFS Microsoft Encrypted File System
1.3.6.1.4.1.311.20.2.2 msSmartcardLogin Microsoft Smartcard Login
1.3.6.1.4.1.311.20.2.3 msUPN Microsoft User Principal Name
1.3.6.1.4.1.311.60.2.1.1 jurisdictionL jurisdictionLocalityName
1.3.6.1.4.1.311.60.2.1.2 jurisdictionST jurisdictionStateOrProvinceName
1.3.6.1.4.1.311.60.2.1.3 jurisdictionC jurisdictionCountryName
1.3.6.1.4.1.11129.2.4.2 ct_precert_scts CT Precertificate SCTs
1.3.6.1.4.1.11129.2.4.3 ct_precert_poison CT Precertificate Poison
1.3.6.1.4.1.11129.2.4.4 ct_precert_signer CT Precertificate Signer
1.3.6.1.4.1.11129.2.4.5 ct_cert_scts CT Certificate SCTs
1.3.6.1.5.2.3.4 pkInitClientAuth PKINIT Client Auth
1.3.6.1.5.2.3.5 pkInitKDC Signing KDC Response
1.3.6.1.5.5.7.1.1 authorityInfoAccess Authority Information Access
1.3.6.1.5.5.7.1.2 biometricInfo Biometric Info
1.3.6.1.5.5.7.1.3 qcStatements
1.3.6.1.5.5.7.1.7 sbgp-ipAddrBlock
1.3.6.1.5.5.7.1.8 sbgp-autonomousSysNum
1.3.6.1.5.5.7.1.9 sbgp-routerIdentifier
1.3.6.1.5.5.7.1.11 subjectInfoAccess Subject Information Access
1.3.6.1.5.5.7.1.14 proxyCertInfo Proxy Certificate Information
1.3.6.1.5.5.7.1.24 tlsfeature TLS Feature
1.3.6.1.5.5.7.2.1 id-qt-cps Policy Qualifier CPS
1.3.6.1.5.5.7.2.2 id-qt-unotice Policy Qualifier User Notice
1.3.6.1.5.5.7.3.1 serverAuth TLS Web Server Authentication
1.3.6.1.5.5.7.3.2 clientAuth TLS Web Client Authentication
1.3.6.1.5.5.7.3.3 codeSigning Code Signing
1.3.6.1.5.5.7.3.4 emailProtection E-mail Protection
1.3.6.1.5.5.7.3.5 ipsecEndSystem IPSec End System
1.3.6.1.5.5.7.3.6 ipsecTunnel IPSec Tunnel
1.3.6.1.5.5.7.3.7 ipsecUser IPSec User
1.3.6.1.5.5.7.3.8 timeStamping Time Stamping
1.3.6.1.5.5.7.3.9 OCSPSigning OCSP Signing
1.3.6.1.5.5.7.3.10 DVCS dvcs
1.3.6.1.5.5.7.3.17 ipsecIKE ipsec Internet Key Exchange
1.3.6.1.5.5.7.3.21 secureShellClient SSH Client
1.3.6.1.5.5.7.3.22 secureShellServer SSH Server
1.3.6.1.5.5.7.3.23 sendRouter Send Router
1.3.6.1.5.5.7.3.24 sendProxiedRouter Send Proxied Router
1.3.6.1.5.5.7.3.25 sendOwner Send Owner
1.3.6.1.5.5.7.3.26 sendProxiedOwner Send Proxied Owner
1.3.6.1.5.5.7.3.27 cmcCA CMC Certificate Authority
1.3.6.1.5.5.7.3.28 cmcRA CMC Registration Authority
1.3.6.1.5.5.7.3.29 cmcArchive CMC Archive Server
1.3.6.1.5.5.7.3.30 id-kp-bgpsec-router BGPsec Router
1.3.6.1.5.5.7.3.31 id-kp-BrandIndicatorforMessageIdentification Brand Indicator for Message Identification
1.3.6.1.5.5.7.3.32 cmKGA Certificate Management Key Generation Authority
1.3.6.1.5.5.7.21.0 id-ppl-anyLanguage Any language
1.3.6.1.5.5.7.21.1 id-ppl-inheritAll Inherit all
1.3.6.1.5.5.7.21.2 id-ppl-independent Independent
1.3.6.1.5.5.7.48.1 OCSP
1.3.6.1.5.5.7.48.1.5 noCheck OCSP No Check
1.3.6.1.5.5.7.48.2 caIssuers CA Issuers
1.3.6.1.5.5.7.48.3 ad_timestamping AD Time Stamping
1.3.6.1.5.5.7.48.4 AD_DVCS ad dvcs
1.3.6.1.5.5.7.48.5 caRepository CA Repository
1.3.6.1.5.5.7.48.10 rpkiManifest RPKI Manifest
1.3.6.1.5.5.7.48.11 signedObject Signed Object
1.3.6.1.5.5.7.48.13 rpkiNotify RPKI Notify
1.3.14.3.2.12 DSA-old dsaEncryption-old
1.3.14.3.2.13 DSA-SHA dsaWithSHA
1.3.14.3.2.15 RSA-SHA shaWithRSAEncryption
1.3.14.3.2.26 SHA1 sha1
1.3.14.3.2.27 DSA-SHA1-old dsaWithSHA1-old
1.3.14.3.2.29 RSA-SHA1-2 sha1WithRSA
1.3.36.3.2.1 RIPEMD160 ripemd160
1.3.36.3.3.1.2 RSA-RIPEMD160 ripemd160WithRSA
1.3.36.3.3.2.8.1.1.1 brainpoolP160r1
1.3.36.3.3.2.8.1.1.2 brainpoolP160t1
1.3.36.3.3.2.8.1.1.3 brainpoolP192r1
1.3.36.3.3.2.8.1.1.4 brainpoolP192t1
1.3.36.3.3.2.8.1.1.5 brainpoolP224r1
1.3.36.3.3.2.8.1.1.6 brainpoolP224t1
1.3.36.3.3.2.8.1.1.7 brainpoolP256r1
1.3.36.3.3.2.8.1.1.8 brainpoolP256t1
1.3.36.3.3.2.8.1.1.9 brainpoolP320r1
1.3.36.3.3.2.8.1.1.10 brainpoolP320t1
1.3.36.3.3.2.8.1.1.11 brainpoolP384r1
1.3.36.3.3.2.8.1.1.12 brainpoolP384t1
1.3.36.3.3.2.8.1.1.13 brainpoolP512r1
1.3.36.3.3.2.8.1.1.14 brainpoolP512t1
1.3.101.110 X25519
1.3.101.111 X448
1.3.101.112 ED25519
1.3.101.113 ED448
1.3.132.0.1 sect163k1
1.3.132.0.2 sect163r1
1.3.132.0.3 sect239k1
1.3.132.0.4 sect113r1
1.3.132.0.5 sect113r2
1.3.132.0.6 secp112r1
1.3.132.0.7 secp112r2
1.3.132.0.8 secp160r1
1.3.132.0.9 secp160k1
1.3.132.0.10 secp256k1
1.3.132.0.15 sect163r2
1.3.132.0.16 sect283k1
1.3.132.0.17 sect283r1
1.3.132.0.22 sect131r1
1.3.132.0.23 sect131r2
1.3.132.0.24 sect193r1
1.3.132.0.25 sect193r2
1.3.132.0.26 sect233k1
1.3.132.0.27 sect233r1
1.3.132.0.28 secp128r1
1.3.132.0.29 secp128r2
1.3.132.0.30 secp160r2
1.3.132.0.31 secp192k1
1.3.132.0.32 secp224k1
1.3.132.0.33 secp224r1
1.3.132.0.34 secp384r1
1.3.132.0.35 secp521r1
1.3.132.0.36 sect409k1
1.3.132.0.37 sect409r1
1.3.132.0.38 sect571k1
1.3.132.0.39 sect571r1
2.5.4.3 CN commonName
2.5.4.4 SN surname
2.5.4.5 serialNumber
2.5.4.6 C countryName
2.5.4.7 L localityName
2.5.4.8 ST stateOrProvinceName
2.5.4.9 street streetAddress
2.5.4.10 O organizationName
2.5.4.11 OU organizationalUnitName
2.5.4.12 title
2.5.4.13 description
2.5.4.15 businessCategory
2.5.4.16 postalAddress
2.5.4.17 postalCode
2.5.4.18 postOfficeBox
2.5.4.20 telephoneNumber
2.5.4.41 name
2.5.4.42 GN givenName
2.5.4.43 initials
2.5.4.44 generationQualifier
2.5.4.45 x500UniqueIdentifier
2.5.4.46 dnQualifier
2.5.4.65 pseudonym
2.5.4.72 role
2.5.4.97 organizationIdentifier
2.5.4.98 c3 countryCode3c
2.5.4.99 n3 countryCode3n
2.5.4.100 dnsName
2.5.8.1.1 RSA rsa
2.5.29.9 subjectDirectoryAttributes X509v3 Subject Directory Attributes
2.5.29.14 subjectKeyIdentifier X509v3 Subject Key Identifier
2.5.29.15 keyUsage X509v3 Key Usage
2.5.29.16 privateKeyUsagePeriod X509v3 Private Key Usage Period
2.5.29.17 subjectAltName X509v3 Subject Alternative Name
2.5.29.18 issuerAltName X509v3 Issuer Alternative Name
2.5.29.19 basicConstraints X509v3 Basic Constraints
2.5.29.20 crlNumber X509v3 CRL Number
2.5.29.21 CRLReason X509v3 CRL Reason Code
2.5.29.23 holdInstructionCode Hold Instruction Code
2.5.29.24 invalidityDate Invalidity Date
2.5.29.27 deltaCRL X509v3 Delta CRL Indicator
2.5.29.28 issuingDistributionPoint X509v3 Issuing Distribution Point
2.5.29.29 certificateIssuer X509v3 Certificate Issuer
2.5.29.30 nameConstraints X509v3 Name Constraints
2.5.29.31 crlDistributionPoints X509v3 CRL Distribution Points
2.5.29.32 certificatePolicies X509v3 Certificate Policies
2.5.29.32.0 anyPolicy X509v3 Any Policy
2.5.29.33 policyMappings X509v3 Policy Mappings
2.5.29.35 authorityKeyIdentifier X509v3 Authority Key Identifier
2.5.29.36 policyConstraints X509v3 Policy Constraints
2.5.29.37 extendedKeyUsage X509v3 Extended Key Usage
2.5.29.37.0 anyExtendedKeyUsage Any Extended Key Usage
2.5.29.46 freshestCRL X509v3 Freshest CRL
2.5.29.54 inhibitAnyPolicy X509v3 Inhibit Any Policy
2.5.29.56 noRevAvail X509v3 No Revocation Available
2.23.42.7.0 setCext-hashedRoot
2.16.840.1.101.3.4.2.1 SHA256 sha256
2.16.840.1.101.3.4.2.2 SHA384 sha384
2.16.840.1.101.3.4.2.3 SHA512 sha512
2.16.840.1.101.3.4.2.4 SHA224 sha224
2.16.840.1.101.3.4.2.5 SHA512-224 sha512-224
2.16.840.1.101.3.4.2.6 SHA512-256 sha512-256
2.16.840.1.101.3.4.2.7 SHA3-224 sha3-224
2.16.840.1.101.3.4.2.8 SHA3-256 sha3-256
2.16.840.1.101.3.4.2.9 SHA3-384 sha3-384
2.16.840.1.101.3.4.2.10 SHA3-512 sha3-512
2.16.840.1.101.3.4.2.11 SHAKE128 shake128
2.16.840.1.101.3.4.2.12 SHAKE256 shake256
2.16.840.1.101.3.4.3.1 dsa_with_SHA224
2.16.840.1.101.3.4.3.2 dsa_with_SHA256
2.16.840.1.101.3.4.3.3 id-dsa-with-sha384 dsa_with_SHA384
2.16.840.1.101.3.4.3.4 id-dsa-with-sha512 dsa_with_SHA512
2.16.840.1.101.3.4.3.5 id-dsa-with-sha3-224 dsa_with_SHA3-224
2.16.840.1.101.3.4.3.6 id-dsa-with-sha3-256 dsa_with_SHA3-256
2.16.840.1.101.3.4.3.7 id-dsa-with-sha3-384 dsa_with_SHA3-384
2.16.840.1.101.3.4.3.8 id-dsa-with-sha3-512 dsa_with_SHA3-512
2.16.840.1.101.3.4.3.9 id-ecdsa-with-sha3-224 ecdsa_with_SHA3-224
2.16.840.1.101.3.4.3.10 id-ecdsa-with-sha3-256 ecdsa_with_SHA3-256
2.16.840.1.101.3.4.3.11 id-ecdsa-with-sha3-384 ecdsa_with_SHA3-384
2.16.840.1.101.3.4.3.12 id-ecdsa-with-sha3-512 ecdsa_with_SHA3-512
2.16.840.1.101.3.4.3.13 id-rsassa-pkcs1-v1_5-with-sha3-224 RSA-SHA3-224
2.16.840.1.101.3.4.3.14 id-rsassa-pkcs1-v1_5-with-sha3-256 RSA-SHA3-256
2.16.840.1.101.3.4.3.15 id-rsassa-pkcs1-v1_5-with-sha3-384 RSA-SHA3-384
2.16.840.1.101.3.4.3.16 id-rsassa-pkcs1-v1_5-with-sha3-512 RSA-SHA3-512
2.16.840.1.113730.1.1 nsCertType Netscape Cert Type
2.16.840.1.113730.1.2 nsBaseUrl Netscape Base Url
2.16.840.1.113730.1.3 nsRevocationUrl Netscape Revocation Url
2.16.840.1.113730.1.4 nsCaRevocationUrl Netscape CA Revocation Url
2.16.840.1.113730.1.7 nsRenewalUrl Netscape Renewal Url
2.16.840.1.113730.1.8 nsCaPolicyUrl Netscape CA Policy Url
2.16.840.1.113730.1.12 nsSslServerName Netscape SSL Server Name
2.16.840.1.113730.1.13 nsComment Netscape Comment
2.16.840.1.113730.4.1 nsSGC Netscape Server Gated Crypto
`;

/** Those for which OpenSSL has no name: dotted, and what people call it. */
const otherNames = `
1.3.6.1.4.1.311.20.2 Microsoft certificate template name
1.3.6.1.4.1.311.21.1 Microsoft CA version
1.3.6.1.4.1.311.21.2 Microsoft previous CA certificate hash
1.3.6.1.4.1.311.21.7 Microsoft certificate template
1.3.6.1.4.1.311.21.10 Microsoft application policies
2.23.140.1.1 CA/Browser Forum extended validation
2.23.140.1.2.1 CA/Browser Forum domain validated
2.23.140.1.2.2 CA/Browser Forum organization validated
2.23.140.1.2.3 CA/Browser Forum individual validated
`;

/** How an object identifier is called. */
export interface OidName {
  /** `CN`, `serverAuth` */
  readonly short: string;
  /** `commonName`, `TLS Web Server Authentication` */
  readonly long: string;
}

let names: ReadonlyMap<string, OidName> | undefined;
let others: ReadonlyMap<string, string> | undefined;

/** OpenSSL's names of an object identifier. @param oid dotted */
export function opensslNameOf(oid: string): OidName | undefined {
  names ??= new Map(
    linesOf(opensslNames).map(([dotted, rest]) => {
      const [short = '', ...words] = rest.split(' ');
      return [dotted, { short, long: words.length === 0 ? short : words.join(' ') }];
    }),
  );
  return names.get(oid);
}

/** What people call an object identifier: the long name. @param oid dotted */
export function nameOfOid(oid: string): string | undefined {
  others ??= new Map(linesOf(otherNames));
  return opensslNameOf(oid)?.long ?? others.get(oid);
}

function linesOf(table: string): [string, string][] {
  return table
    .trim()
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]);
}
