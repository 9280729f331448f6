"""From the loop's events to the run record."""

from readroom_training.record.recorder import Recorder
from readroom_training.train.events import Evaluated, Event, Listener, Message, Saved, Started, Step


def recording(recorder: Recorder) -> Listener:
    """A listener that writes each event down."""

    def listen(event: Event) -> None:
        match event:
            case Started():
                recorder.begin(event.done or None)
                recorder.note("steps", event.steps)
                recorder.note("trainingReports", event.reports)
                recorder.note("trainedWeights", event.trainable)
            case Step():
                recorder.step(
                    step=event.step,
                    epoch=event.epoch,
                    loss=event.loss,
                    lr=event.rate,
                    tokens=event.tokens,
                    seconds=event.seconds,
                )
            case Evaluated():
                scores = {"loss": event.loss, **event.scores}
                recorder.evaluation(step=event.step, epoch=event.epoch, scores=scores, seconds=event.seconds)
            case Saved():
                recorder.note(event.what, {"step": event.step, "folder": event.folder.name})
            case Message():
                recorder.message(event.text)

    return listen
