import type { Plugin } from '@oxlint/plugins';

/** Names of node:crypto that draw from the system's generator. */
const random = /^(random|generateKey|generatePrime|webcrypto$|getRandomValues$)/;

/**
 * What stock rules cannot say about pure rooms: no clock read through `new Date()`, no randomness taken from node:crypto,
 * no import hidden in a type.
 */
const plugin: Plugin = {
  meta: { name: 'house' },
  rules: {
    pure: {
      create: (context) => ({
        NewExpression(node) {
          if (node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0) {
            context.report({ node, message: 'a pure room does not know what time it is: take it as an argument' });
          }
        },
        ImportDeclaration(node) {
          if (node.source.value !== 'node:crypto') return;
          for (const specifier of node.specifiers) {
            const name =
              specifier.type === 'ImportSpecifier' && specifier.imported.type === 'Identifier'
                ? specifier.imported.name
                : '*';
            const isType =
              node.importKind === 'type' || (specifier.type === 'ImportSpecifier' && specifier.importKind === 'type');
            if (!isType && (name === '*' || random.test(name))) {
              context.report({
                node: specifier,
                message: `a pure room draws nothing: take what ${name} would yield as an argument`,
              });
            }
          }
        },
      }),
    },
    'no-import-type': {
      create: (context) => ({
        TSImportType(node) {
          context.report({ node, message: 'write an import, so that the arrow is seen' });
        },
      }),
    },
  },
};

export default plugin;
