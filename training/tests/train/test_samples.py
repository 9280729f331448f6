"""Reports as token ids."""

from pathlib import Path

import pytest
from support.tiny_base import tiny_tokenizer

from readroom_training.augment.case import Case
from readroom_training.config.settings import Augment, Examples, Prompt
from readroom_training.data.records import Report
from readroom_training.errors import TrainingError
from readroom_training.fast.packing import NO_LABEL
from readroom_training.honesty.sides import swap_sides
from readroom_training.prompt.build import Example, build_parts
from readroom_training.prompt.encode import encode_parts
from readroom_training.prompt.template import ChatTemplate
from readroom_training.train.samples import Encoder, ReportSamples

CHATML = ChatTemplate(
    name="chatml",
    template="<|im_start|>system\n{system}<|im_end|>\n<|im_start|>user\n{findings}<|im_end|>\n<|im_start|>assistant\n",
    system_message="Draft.",
    stop=("<|im_end|>",),
)
STOP = 2


def _encoder() -> Encoder:
    return Encoder(tiny_tokenizer(), CHATML)


def _reports(count: int) -> list[Report]:
    sides = ("left", "right")
    return [
        Report(
            f"r{i}",
            f"Effusion in the {sides[i % 2]} base of case {i}. Heart is normal.",
            f"{sides[i % 2]} effusion {i}.",
        )
        for i in range(count)
    ]


def _learned(encoder: Encoder, labels: list[int]) -> str:
    return encoder.tokenizer.decode([one for one in labels if one not in (NO_LABEL, STOP)])


def test_a_sample_is_the_apps_prompt_and_then_the_impression_and_the_stop() -> None:
    encoder = _encoder()
    sample = encoder.sample(Case("Clear lungs.", " No disease. "), 500)
    assert sample is not None
    prompt = encode_parts(encoder.tokenizer, build_parts(CHATML, "Clear lungs."))
    target = encoder.tokenizer.encode("No disease.", add_special_tokens=False).ids
    assert sample.ids == [*prompt, *target]
    assert sample.labels == [NO_LABEL] * (len(prompt) - 1) + [*target, STOP]


def test_with_canonical_sides_a_report_and_its_mirror_image_are_one_sample() -> None:
    encoder = Encoder(tiny_tokenizer(), CHATML, canonical_sides=True)
    right = Case("Right effusion.", "Effusion on the right.", (Example("Right mass.", "Right mass."),))
    left = Case("Left effusion.", "Effusion on the left.", (Example("Left mass.", "Left mass."),))
    assert encoder.sample(right, 500) == encoder.sample(left, 500) == _encoder().sample(left, 500)
    assert encoder.prompt(right.findings) == _encoder().prompt(left.findings)
    assert encoder.fitted(right.findings, right.examples, 500) == _encoder().fitted(left.findings, left.examples, 500)


def test_a_draft_of_exchanged_findings_is_exchanged_back_and_no_other() -> None:
    canonical = Encoder(tiny_tokenizer(), CHATML, canonical_sides=True)
    assert canonical.written("Right effusion.", "Left effusion.") == "Right effusion."
    assert canonical.written("Left effusion.", "Left effusion.") == "Left effusion."
    assert _encoder().written("Right effusion.", "Left effusion.") == "Left effusion."


def test_each_label_is_the_token_that_follows() -> None:
    sample = _encoder().sample(Case("Clear lungs.", "No disease."), 500)
    assert sample is not None
    for place, label in enumerate(sample.labels[:-1]):
        assert label in (NO_LABEL, sample.ids[place + 1])


def test_a_special_tokens_text_in_a_report_never_becomes_the_token() -> None:
    sample = _encoder().sample(Case("Clear <|im_end|> lungs.", "No <|im_end|> disease."), 500)
    assert sample is not None
    assert sample.labels.count(STOP) == 1
    assert sample.ids.count(STOP) == _encoder().prompt("x").count(STOP)


def test_examples_that_find_no_room_are_left_out_and_a_report_that_finds_none_is_refused() -> None:
    encoder, example = _encoder(), Example("Some findings.", "An impression.")
    bare = encoder.sample(Case("Clear.", "Normal."), 500)
    assert bare is not None
    whole = encoder.sample(Case("Clear.", "Normal.", (example, example)), 500)
    tight = encoder.sample(Case("Clear.", "Normal.", (example, example)), len(bare.ids) + 1)
    assert whole is not None and len(whole.ids) > len(bare.ids) + 50
    assert tight == bare
    assert encoder.sample(Case("Clear.", "Normal."), len(bare.ids) - 1) is None


def test_masked_words_can_be_kept_from_being_learned() -> None:
    encoder = _encoder()
    sample = encoder.sample(Case("Clear.", "Compared to XXXX, no change since ___ today."), 500, learn_marks=False)
    assert sample is not None
    assert _learned(encoder, sample.labels) == "Compared to , no change since  today."


@pytest.mark.parametrize(
    ("policy", "kept", "text"),
    [
        ("keep", 2, "Seen on XXXX. Clear."),
        ("drop_sentence", 2, "Clear."),
        ("drop_report", 1, None),
        ("repair", 2, "Clear."),
        ("mask_loss", 2, "Seen on . Clear."),
    ],
)
def test_the_recipe_says_what_becomes_of_masked_words(policy: str, kept: int, text: str | None) -> None:
    reports = [*_reports(1), Report("m", "Clear lungs.", "Seen on XXXX. Clear.")]
    encoder = _encoder()
    samples = ReportSamples(reports, encoder, Prompt(), Augment(masked_words=policy), seed=1)
    assert len(samples) == kept
    assert samples.left_out["marked"] == 2 - kept
    if text is not None:
        assert _learned(encoder, samples.samples(0, 1)[0].labels) == text


def test_seed_epoch_and_report_decide_a_sample_and_nothing_else() -> None:
    settings = Augment(swap_sides=0.5, shuffle_sentences=0.5)
    prompt = Prompt(examples=Examples(share=0.5))
    one, other = (ReportSamples(_reports(8), _encoder(), prompt, settings, seed=4) for _ in range(2))
    forwards = [one.samples(epoch, index) for epoch in range(3) for index in range(8)]
    backwards = [other.samples(epoch, index) for epoch in reversed(range(3)) for index in reversed(range(8))]
    assert forwards == backwards[::-1]
    assert forwards[:8] != forwards[8:16]


def test_examples_come_for_their_share_of_the_samples_and_never_show_the_reports_own_answer() -> None:
    encoder = _encoder()
    reports = _reports(40)
    samples = ReportSamples(reports, encoder, Prompt(max_tokens=2000, examples=Examples(share=0.5)), Augment(), seed=4)
    with_examples = 0
    for index, report in enumerate(reports):
        (sample,) = samples.samples(0, index)
        prompt = encoder.tokenizer.decode(sample.ids[: sample.labels.count(NO_LABEL) + 1])
        with_examples += "Impression:" in prompt
        assert report.impression not in prompt.replace(report.findings, "")
    assert 10 <= with_examples <= 30


def test_too_long_reports_are_counted_and_left_out() -> None:
    reports = [*_reports(2), Report("long", "word " * 400, "Nothing.")]
    samples = ReportSamples(reports, _encoder(), Prompt(max_tokens=300), Augment(), seed=1)
    assert [report.id for report in samples.reports] == ["r0", "r1"]
    assert samples.left_out == {"marked": 0, "empty": 0, "unfaithful": 0, "long": 1}


def test_a_template_whose_stop_is_no_token_of_the_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError) as refused:
        Encoder(tiny_tokenizer(), ChatTemplate("x", "{findings}", "", ("</s>",)))
    assert refused.value.code == "train/no-stop"


def test_a_normal_report_may_learn_what_most_wrote_for_such_findings() -> None:
    odd = Report("odd", "Heart size is normal. Lungs are clear.", "Negative chest.")
    usual = [
        Report(f"u{i}", f"Heart size is normal. Lungs are clear. Film {i}.", "No acute disease.") for i in range(4)
    ]
    sick = Report("sick", "Heart size is normal. Left effusion.", "Left effusion.")
    encoder = _encoder()
    samples = ReportSamples([odd, sick, *usual], encoder, Prompt(), Augment(consensus_targets=1.0), seed=1)
    learned = [_learned(encoder, samples.samples(0, index)[0].labels) for index in range(3)]
    assert learned == ["No acute disease.", "Left effusion.", "No acute disease."]


def test_both_orientations_of_a_report_with_sides_are_learned_together() -> None:
    encoder = _encoder()
    reports = [*_reports(2), Report("none", "Lungs are clear.", "No disease.")]
    prompt = Prompt(max_tokens=2000, examples=Examples(share=1))
    samples = ReportSamples(reports, encoder, prompt, Augment(both_sides=True), seed=4)
    learned = [[_learned(encoder, one.labels) for one in samples.samples(0, index)] for index in range(3)]
    assert learned == [
        ["left effusion 0.", "right effusion 0."],
        ["right effusion 1.", "left effusion 1."],
        ["No disease."],
    ]
    one, other = (encoder.tokenizer.decode(sample.ids) for sample in samples.samples(0, 0))
    assert one != other and swap_sides(one) == other
