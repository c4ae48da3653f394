import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { flowsPath, type RegulatedFlow } from '../contract/regulation';
import { checkNumbers, knownSeconds, type NumberRule, requireKnown } from '../private/number-rules';
import { refuseOtherRegion } from '../private/region-rules';
import { SluiceError } from '../private/sluice-error';
import { flowSettings } from './flow-settings';
import { flowsOf } from './flows';
import { claimKnob } from './knob-claims';
import { excludedPeriod } from './quiet-hours';
import type { RegulatedPipelineProps } from './regulated-pipeline-props';
import { RegulationMode } from './regulation-mode';
import type { IScalingTarget, ScalingTargetConfig } from './scaling-target';

/** Who regulates, and what. */
export interface Regulation extends RegulatedPipelineProps {
  readonly regulatorName: string;
  readonly role: iam.IRole;
  readonly pipeline: string;
  readonly mode: RegulationMode;
}

const RULES = {
  lagObjective: { code: 'SLUICE_LAG_OBJECTIVE', min: 1, max: 86_400, unit: ' seconds' },
} as const satisfies Record<string, NumberRule>;

/** Settings of a pipeline's flows in Parameter Store, where the regulator finds them, and its permission to set them. */
export class RegulatedPipeline extends Construct {
  constructor(scope: Construct, id: string, regulation: Regulation) {
    super(scope, id);
    const { lagObjective = Duration.minutes(1), targets } = regulation;
    requireKnown(this, { lagObjective });
    checkNumbers(this, RULES, { lagObjective: knownSeconds(lagObjective) });
    if (targets.length === 0) {
      throw new SluiceError(this, 'SLUICE_REGULATION', 'targets of a pipeline must be at least one, got none');
    }
    const configs = targets.map((target) => this.bind(target, regulation.mode));
    const options = {
      ...regulation,
      lagObjective,
      excluded: (regulation.quietHours ?? []).map((hours) => excludedPeriod(this, hours)),
    };
    for (const flow of flowsOf(this, configs)) {
      this.write(flow.name, regulation.regulatorName, flowSettings(this, flow, options));
    }
    this.allow(regulation, configs);
  }

  private bind(target: IScalingTarget, mode: RegulationMode): ScalingTargetConfig {
    const config = target.bind(this);
    refuseOtherRegion(this, `target ${config.knob}`, config.resource);
    claimKnob(this, config);
    if (mode === RegulationMode.ACT && config.templateProperty !== undefined) {
      config.templateResource?.addPropertyDeletionOverride(config.templateProperty);
    }
    return config;
  }

  /** The parameter's name is the address, hence the fixed name. */
  private write(id: string, regulatorName: string, flow: RegulatedFlow): void {
    new ssm.StringParameter(this, id, {
      parameterName: `${flowsPath(regulatorName)}${flow.flow}`,
      description: 'Sluice: what a regulator knows of a flow',
      stringValue: Stack.of(this).toJsonString(flow),
      simpleName: false,
    });
  }

  /** A policy apart from the role's own: the role may be in a stack that this one depends on. */
  private allow({ role, mode }: Regulation, configs: readonly ScalingTargetConfig[]): void {
    const reading = configs.flatMap(({ readStatements }) => readStatements);
    const writing = mode === RegulationMode.ACT ? configs.flatMap(({ writeStatements }) => writeStatements) : [];
    // All inline policies of a role share 10,240 characters.
    const document = new iam.PolicyDocument({ minimize: true, statements: [...reading, ...writing] });
    new iam.Policy(this, 'Permissions', { roles: [role], document });
  }
}
