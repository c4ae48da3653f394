import { type Duration, Stack } from 'aws-cdk-lib';
import * as glue from 'aws-cdk-lib/aws-glue';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ZONES } from '../contract/lake';
import { uniqueName } from '../private/pipeline-name';
import { LAKE_COLUMNS, LAKE_PARTITIONS } from './lake-table';

/** Properties of `LakeCatalog`. */
export interface LakeCatalogProps {
  /** The bucket of the lake. */
  readonly bucket: s3.IBucket;

  /**
   * How far back a query without a date looks, in whole days. Athena derives the partitions of that time from their names.
   *
   * @default - 365 days
   */
  readonly lookBack?: Duration;
}

/** A query without a date asks S3 for the partitions of so many days. */
const LOOK_BACK_DAYS = 365;

/**
 * A table over the lake in the Glue Data Catalog, for Athena and all that reads the catalog. There is no crawler, and nothing to
 * keep up to date: partitions are projected from the layout of the keys
 * (https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html). A query names the pipeline (`pipeline = 'orders'`), and had
 * better name `zone`, `dt` and `hh`. Whoever queries needs to read the bucket, and to decrypt by its key.
 */
export class LakeCatalog extends Construct {
  /** Name of the database in the Glue Data Catalog. */
  public readonly databaseName: string;
  /** Name of the table: `records`. */
  public readonly tableName = 'records';

  /**
   * @param scope where the catalog goes
   * @param id its name there
   * @param props the bucket
   */
  constructor(scope: Construct, id: string, props: LakeCatalogProps) {
    super(scope, id);
    const catalogId = Stack.of(this).account;
    // Athena takes lower case and underscores only.
    this.databaseName = uniqueName(this)
      .toLowerCase()
      .replace(/[^a-z0-9_]/g, '_');
    const database = new glue.CfnDatabase(this, 'Database', {
      catalogId,
      databaseInput: { name: this.databaseName, description: 'Sluice: records in the reprocessing buffer' },
    });
    const table = new glue.CfnTable(this, 'Table', {
      catalogId,
      databaseName: this.databaseName,
      tableInput: tableInput(this.tableName, props),
    });
    table.addResourceDependency(database);
  }
}

function tableInput(name: string, { bucket, lookBack }: LakeCatalogProps): glue.CfnTable.TableInputProperty {
  const location = `s3://${bucket.bucketName}/`;
  return {
    name,
    tableType: 'EXTERNAL_TABLE',
    parameters: { EXTERNAL: 'TRUE', ...projection(location, lookBack?.toDays() ?? LOOK_BACK_DAYS) },
    partitionKeys: LAKE_PARTITIONS.map((column) => ({ name: column, type: 'string' })),
    storageDescriptor: {
      location,
      columns: Object.entries(LAKE_COLUMNS).map(([column, type]) => ({
        name: column.toLowerCase(),
        type: type.toLowerCase(),
      })),
      inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
      outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
      serdeInfo: { serializationLibrary: 'org.openx.data.jsonserde.JsonSerDe' },
    },
  };
}

/** https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html */
function projection(location: string, days: number): Record<string, string> {
  return {
    'projection.enabled': 'true',
    'projection.zone.type': 'enum',
    'projection.zone.values': ZONES.join(','),
    // Pipelines come and go: a query says which.
    'projection.pipeline.type': 'injected',
    'projection.dt.type': 'date',
    'projection.dt.format': 'yyyy-MM-dd',
    'projection.dt.range': `NOW-${days}DAYS,NOW`,
    'projection.hh.type': 'integer',
    'projection.hh.range': '0,23',
    'projection.hh.digits': '2',
    'storage.location.template': `${location}\${zone}/\${pipeline}/dt=\${dt}/hh=\${hh}/`,
  };
}
