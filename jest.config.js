// CDK validation is switched off here (5 s a synth, see docs/adr); `npm run synth:validated` keeps it on in CI.
process.env.CDK_VALIDATION = 'false';
process.env.JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION = '20';

module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // A busy machine is no failure: what hangs is caught, what is slow is not.
  testTimeout: 60_000,
  moduleFileExtensions: ['ts', 'js', 'json'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  snapshotSerializers: ['<rootDir>/test/asset-hash-serializer.js'],
};
