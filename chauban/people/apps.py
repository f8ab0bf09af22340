from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "chauban.people"
    label = "people"

    def ready(self) -> None:
        """A wrong code at the second step is a failed sign-in; allauth tells of it by this signal only."""
        from allauth.mfa.signals import authentication_failed

        from .adapter import note_wrong_code

        authentication_failed.connect(note_wrong_code, dispatch_uid="people.note_wrong_code")
