import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { LakeCatalog, ReprocessingBuffer } from '../../../lib';
import { objectKey, ZONES } from '../../../lib/contract/lake';
import { newStack } from '../stacks';

function tableOf(template: Template): {
  parameters: Record<string, unknown>;
  columns: { Name: string; Type: string }[];
} {
  const [table] = Object.values(template.findResources('AWS::Glue::Table'));
  const { Parameters, StorageDescriptor } = table.Properties.TableInput;
  return { parameters: Parameters, columns: StorageDescriptor.Columns };
}

describe('the catalog of a buffer', () => {
  const stack = newStack();
  const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'mine');
  const catalog = new LakeCatalog(stack, 'Catalog', { bucket, lookBack: Duration.days(400) });
  const template = Template.fromStack(stack);

  it('is a table in a database of its own, read as lines of JSON', () => {
    template.hasResourceProperties('AWS::Glue::Database', { DatabaseInput: { Name: catalog.databaseName } });
    template.hasResourceProperties('AWS::Glue::Table', {
      DatabaseName: catalog.databaseName,
      TableInput: {
        Name: 'records',
        TableType: 'EXTERNAL_TABLE',
        PartitionKeys: ['zone', 'pipeline', 'dt', 'hh'].map((Name) => ({ Name, Type: 'string' })),
        StorageDescriptor: Match.objectLike({
          Location: 's3://mine/',
          SerdeInfo: { SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe' },
        }),
      },
    });
  });

  it('has names that Athena takes', () => {
    expect(catalog.databaseName).toMatch(/^[a-z0-9_]{1,100}$/);
    for (const { Name, Type } of tableOf(template).columns) {
      expect([Name, Type]).toEqual([Name.toLowerCase(), Type.toLowerCase()]);
      expect(['zone', 'pipeline', 'dt', 'hh']).not.toContain(Name);
    }
  });

  it('projects the folders in which the handlers store', () => {
    const { parameters } = tableOf(template);
    expect(String(parameters['projection.zone.values']).split(',')).toEqual([...ZONES]);
    expect(parameters).toMatchObject({ 'projection.dt.range': 'NOW-400DAYS,NOW', 'projection.hh.digits': '2' });
    const key = objectKey('archive', 'Orders', [Date.UTC(2026, 10, 24, 3)], 'ab');
    const folder = String(parameters['storage.location.template'])
      .replace('${zone}', 'archive')
      .replace('${pipeline}', 'Orders')
      .replace('${dt}', '2026-11-24')
      .replace('${hh}', '03');
    expect(`s3://mine/${key}`.startsWith(folder)).toBe(true);
  });
});

it('a buffer is in a catalog where it is asked for, and looks as far back as its archive', () => {
  const stack = newStack();
  new ReprocessingBuffer(stack, 'Plain');
  Template.fromStack(stack).resourceCountIs('AWS::Glue::Table', 0);
  const asked = newStack();
  const [one, other] = ['One', 'Other'].map(
    (id) => new ReprocessingBuffer(asked, id, { catalog: true, archiveRetention: Duration.days(200) }),
  );
  expect(one.catalog!.databaseName).not.toBe(other.catalog!.databaseName);
  const { parameters } = tableOf(Template.fromStack(asked));
  expect(parameters).toMatchObject({ 'projection.dt.range': 'NOW-200DAYS,NOW' });
  expect(JSON.stringify(parameters['storage.location.template'])).toContain('/${zone}/${pipeline}/dt=${dt}/hh=${hh}/');
});

it('a buffer in an existing bucket can be in one, too', () => {
  const stack = newStack();
  new ReprocessingBuffer(stack, 'Buffer', { bucket: new s3.Bucket(stack, 'Bucket'), catalog: true });
  Template.fromStack(stack).resourceCountIs('AWS::Glue::Table', 1);
});
