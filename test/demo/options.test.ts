import { parseOptions, UsageError } from '../../demo/options';

test('without options both sources are driven with the whole trace', () => {
  expect(parseOptions([])).toMatchObject({ sources: ['queue', 'stream'], rows: 19_366, chaos: false, keep: false });
});

test.each([
  [['--source', 'topic'], "--source must be queue, stream or both, got 'topic'"],
  [['--rows', '5'], "--rows must be a whole number from 1000 to 19366, got '5'"],
  [['--poison', '1.5'], "--poison must be a whole number from 1 to 200, got '1.5'"],
  [['--seconds', 'soon'], "--seconds must be a whole number from 10 to 3600, got 'soon'"],
  [
    ['--endpoint', 'localhost:4566'],
    "--endpoint must be an http URL such as http://127.0.0.1:4566, got 'localhost:4566'",
  ],
  [['--chaos', '--endpoint', 'http://127.0.0.1:1'], '--chaos must be left out with --endpoint'],
  [['--colour'], 'Unknown option'],
])('%j is refused with what is allowed', (argv, message) => {
  expect(() => parseOptions(argv)).toThrow(UsageError);
  expect(() => parseOptions(argv)).toThrow(message);
});
