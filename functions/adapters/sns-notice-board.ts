import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { NoticeBoard } from '../ports/notice-board.ts';
import { AWS_CLIENT } from './aws-client.ts';
import { fromAws } from './aws-errors.ts';

/**
 * Notices on an SNS topic. Subscribers may filter by the attributes `campaignId` and `provisional`, and know a notice
 * that comes twice by its `name`.
 */
export function snsNoticeBoard(topicArn: string): NoticeBoard {
  const client = new SNSClient(AWS_CLIENT);
  return {
    async publish(notice) {
      const text = (StringValue: string) => ({ DataType: 'String', StringValue });
      try {
        await client.send(
          new PublishCommand({
            TopicArn: topicArn,
            Message: JSON.stringify({ eventType: 'campaign.report.published', ...notice }),
            MessageAttributes: {
              name: text(`${notice.reportId}#${notice.version}`),
              campaignId: text(notice.campaignId),
              provisional: text(String(notice.provisional)),
            },
          }),
        );
      } catch (error) {
        throw fromAws('topic_unavailable', error);
      }
    },
  };
}
