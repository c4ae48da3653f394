// Starts a local AWS, says where it is, and waits to be killed.
import { startLocalAws } from '../../local-aws';

void startLocalAws(process.argv[2] ?? '', false).then((aws) => {
  console.log(JSON.stringify(aws));
  setInterval(() => undefined, 60_000);
});
